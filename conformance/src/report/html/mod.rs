//! The report as one HTML file that needs nothing else: no request leaves it, and what came from a plugin stays text.

mod chart;
mod diff;
mod matrix;
mod page;

use super::group::Group;
use super::terminal::noise_words;
use super::{counted, printable, size};
use crate::bench::{self, Quartiles};
use crate::compare::{CaseReport, Mask, ModuleReport, PairReport, Reason, Report, Verdict};
use chart::{Bar, bars};
use maud::{Markup, Render, html};
use page::{Section, page};

/// So many differences are open at once; a reader opens the others.
const OPEN: usize = 5;

/// So many cases are named where a difference is the same.
const MOST_NAMED: usize = 100;

/// So many masks are listed for a pair.
const MOST_MASKS: usize = 200;

/// A text from a plugin, a case or a file.
struct Foreign<'a>(&'a str);

impl Render for Foreign<'_> {
    fn render_to(&self, buffer: &mut String) {
        printable(self.0).as_str().render_to(buffer);
    }
}

/// What was measured of two builds, as an HTML document.
pub fn bench_html(report: &bench::Report) -> String {
    let head = html! {
        h1 { "What the builds cost" }
        p class="facts" {
            (Foreign(&report.original)) " and " (Foreign(&report.port)) ", Envoy " (Foreign(&report.envoy)) ", conformance " (Foreign(&report.conformance))
        }
        p class="facts" { "Sent: the first request of “" (Foreign(&report.case)) "”" }
    };
    let sections = [
        Section::new("figures", "Figures", measured_table(report)),
        Section::new("charts", "Charts", measured_charts(report)),
    ];
    page("conformance: bench", "", &head, &sections)
}

fn measured_table(report: &bench::Report) -> Markup {
    html! {
        div class="scroll" tabindex="0" role="region" aria-label="figures" {
            table {
                thead { tr {
                    th scope="col" { "median (quartiles)" } th scope="col" class="number" { "no plugin" }
                    th scope="col" class="number" { "original" } th scope="col" class="number" { "port" }
                    th scope="col" class="number" { "original / port" }
                } }
                tbody { @for figure in &report.figures { tr {
                    th scope="row" { (Foreign(&figure.what)) ", " (Foreign(&figure.unit)) }
                    td class="number" { @if let Some(none) = figure.none { (none.short()) } @else { "–" } }
                    td class="number" { (figure.original.short()) }
                    td class="number" { (figure.port.short()) }
                    td class="number" { @if let Some(ratio) = figure.ratio { (ratio.short()) } @else { "–" } }
                } } }
            }
        }
    }
}

fn measured_charts(report: &bench::Report) -> Markup {
    let bar = |name: &str, class: &'static str, of: &Quartiles| {
        Bar::new(name, class, of.median).with_spread([of.lower, of.upper])
    };
    html! {
        p { "Bars are medians; the line in a bar spans the middle half of the measurements." }
        div class="charts" { @for figure in &report.figures {
            (bars(&printable(&figure.what), &printable(&figure.unit), &[
                bar("original", "original", &figure.original), bar("port", "port", &figure.port),
            ]))
        } }
    }
}

/// The report as an HTML document, with what was measured of the builds where that is given.
pub fn html(report: &Report, measured: Option<&bench::Report>) -> String {
    let mut sections = vec![Section::new("verdict", "Verdict", overview(report))];
    for (nth, pair) in report.pairs.iter().enumerate() {
        sections.push(Section::new(
            &format!("p{nth}"),
            &printable(&pair.name),
            of_pair(nth, pair),
        ));
    }
    if let Some(measured) = measured {
        let body = html! { (measured_table(measured)) (measured_charts(measured)) };
        sections.push(Section::new("bench", "What the builds cost", body));
    }
    sections.push(Section::new("always", "Always masked", always_masked(report)));
    let title = format!("conformance: {}", report.verdict.words());
    page(&title, report.verdict.words(), &head(report), &sections)
}

fn head(report: &Report) -> Markup {
    html! {
        h1 { span class=(class(report.verdict)) { (report.verdict.words()) } }
        p class="facts" { (summary(report)) ", Envoy " (Foreign(&report.envoy)) ", conformance " (report.conformance) }
    }
}

fn summary(report: &Report) -> String {
    let cases = || report.pairs.iter().flat_map(|pair| &pair.cases);
    let with = |verdict: Verdict| cases().filter(|case| case.verdict == verdict).count();
    let mut parts = vec![counted(report.pairs.len(), "plugin"), counted(cases().count(), "case")];
    for verdict in [Verdict::Alike, Verdict::Different, Verdict::CouldNotRun] {
        parts.extend((with(verdict) > 0).then(|| format!("{} {}", with(verdict), verdict.words())));
    }
    parts.join(", ")
}

/// The class of what has a verdict.
fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Alike => "verdict alike",
        Verdict::Different => "verdict different",
        Verdict::CouldNotRun => "verdict unable",
    }
}

/// The pairs in a table.
fn overview(report: &Report) -> Markup {
    html! {
        div class="scroll" tabindex="0" role="region" aria-label="plugins" {
            table class="pairs" {
                thead { tr {
                    th scope="col" { "plugin" } th scope="col" { "verdict" } th scope="col" class="number" { "cases" }
                    th scope="col" class="number" { "different" } th scope="col" class="number" { "could not run" }
                    th scope="col" class="number" { "original" } th scope="col" class="number" { "port" }
                    th scope="col" class="number" { "starts in" } th scope="col" class="number" { "port" }
                } }
                tbody { @for (nth, pair) in report.pairs.iter().enumerate() { (overview_row(nth, pair)) } }
            }
        }
    }
}

fn overview_row(nth: usize, pair: &PairReport) -> Markup {
    let with = |verdict: Verdict| pair.cases.iter().filter(|case| case.verdict == verdict).count();
    let ms = |ms: Option<u64>| ms.map_or_else(|| "–".to_string(), |ms| format!("{ms} ms"));
    html! {
        tr {
            th scope="row" { a href={ "#p" (nth) } { (Foreign(&pair.name)) } }
            td { span class=(class(pair.verdict)) { (pair.verdict.words()) } }
            td class="number" { (pair.cases.len()) }
            td class="number" { (with(Verdict::Different)) }
            td class="number" { (with(Verdict::CouldNotRun)) }
            td class="number" { (size(pair.original.bytes)) }
            td class="number" { (size(pair.port.bytes)) }
            td class="number" { (ms(pair.original.start_up_ms)) }
            td class="number" { (ms(pair.port.start_up_ms)) }
        }
    }
}

fn of_pair(nth: usize, pair: &PairReport) -> Markup {
    let groups = Group::all(&pair.cases);
    html! {
        @if let Some(why) = &pair.reason { (reason(why)) }
        @if !pair.cases.is_empty() {
            h3 { "Cases by what was observed" }
            (matrix::matrix(nth, &pair.cases, &groups))
        }
        @if !groups.is_empty() {
            h3 { (counted(groups.len(), "difference")) }
            @for (at, group) in groups.iter().enumerate() { (difference(nth, at, group, &pair.cases)) }
        }
        (unable(&pair.cases))
        (masks(&pair.cases))
        @if let Some(words) = pair.not_entered.as_ref().and_then(|left| left.words(usize::MAX)) {
            h3 { "Not run" }
            p { (Foreign(&words)) }
        }
        h3 { "Builds" }
        div class="cards" { (build("original", &pair.original)) (build("port", &pair.port)) }
        (figures(pair))
    }
}

fn difference(pair: usize, nth: usize, group: &Group, cases: &[CaseReport]) -> Markup {
    let in_cases = group.cases();
    let (first, finding) = group.found[0];
    let ran = cases.iter().filter(|case| case.reason.is_none()).count();
    let others = match in_cases.len() {
        1 => String::new(),
        all if all == ran => format!("in all {ran} cases"),
        some => format!("in {some} of {ran} cases"),
    };
    html! {
        details class="difference" id={ "p" (pair) "d" (nth) } open[nth < OPEN] {
            summary {
                span class="kind" { (finding.kind.title()) }
                @if !finding.place.is_empty() { span class="place" { (Foreign(&finding.place)) } }
                span class="case" { @if others.is_empty() { (Foreign(&cases[first].name)) } @else { (others) } }
            }
            (diff::side_by_side(finding))
            @if !cases[first].conversation.is_empty() {
                details class="cases" {
                    summary { "where their conversations with Envoy part" }
                    pre tabindex="0" { @for line in &cases[first].conversation { (Foreign(line)) "\n" } }
                }
            }
            @if in_cases.len() > 1 {
                details class="cases" {
                    summary { "the same in " (counted(in_cases.len(), "case")) }
                    ul { @for case in in_cases.iter().take(MOST_NAMED) { li { (Foreign(&cases[*case].name)) } } }
                    @if in_cases.len() > MOST_NAMED { p { "and " (in_cases.len() - MOST_NAMED) " more" } }
                }
            }
        }
    }
}

fn unable(cases: &[CaseReport]) -> Markup {
    let reasons: Vec<_> = cases
        .iter()
        .filter_map(|case| Some((case, case.reason.as_ref()?)))
        .collect();
    html! {
        @if !reasons.is_empty() {
            h3 { (counted(reasons.len(), "case")) " could not run" }
            @for (case, why) in &reasons {
                details class="unable" { summary { (Foreign(&case.name)) } (reason(why)) }
            }
        }
    }
}

fn reason(reason: &Reason) -> Markup {
    html! {
        div class="reason" {
            p { (Foreign(&reason.what)) }
            @if let Some(next) = &reason.next { p { strong { "next: " } (Foreign(next)) } }
        }
    }
}

fn masks(cases: &[CaseReport]) -> Markup {
    let all: Vec<(&CaseReport, &Mask)> = cases
        .iter()
        .flat_map(|case| case.comparison.masks.iter().map(move |mask| (case, mask)))
        .collect();
    html! {
        @if !all.is_empty() {
            details class="masks" {
                summary { (counted(all.len(), "mask")) ": where the original differs from itself" }
                div class="scroll" tabindex="0" role="region" aria-label="masks" {
                    table {
                        thead { tr {
                            th scope="col" { "case" } th scope="col" { "observation" } th scope="col" { "noise" }
                            th scope="col" { "line" } th scope="col" { "seen" }
                        } }
                        tbody { @for (case, mask) in all.iter().take(MOST_MASKS) { (mask_row(case, mask)) } }
                    }
                }
                @if all.len() > MOST_MASKS { p { "and " (all.len() - MOST_MASKS) " more; all of them with --json" } }
            }
        }
    }
}

fn mask_row(case: &CaseReport, mask: &Mask) -> Markup {
    html! {
        tr {
            th scope="row" { (Foreign(&case.name)) }
            td { (mask.kind.title()) " " (Foreign(&mask.place)) }
            td { (noise_words(mask.spot.noise)) }
            td { code { (Foreign(&mask.spot.text)) } }
            td { @for example in &mask.spot.examples { code { (Foreign(example)) } " " } }
        }
    }
}

fn build(name: &str, module: &ModuleReport) -> Markup {
    html! {
        div class="card" {
            h4 class=(name) { (name) }
            dl {
                dt { "file" } dd { code { (Foreign(&module.file)) } }
                dt { "built with" } dd { (Foreign(&module.toolchain)) }
                dt { "size" } dd { (size(module.bytes)) }
                @if let Some(ms) = module.start_up_ms { dt { "starts in" } dd { (ms) " ms" } }
                dt { "SHA-256" } dd { code { (module.sha256) } }
            }
            @if !module.bridged.is_empty() {
                p { "The bridge" }
                ul { @for change in &module.bridged { li { (Foreign(&change.what)) } } }
            }
        }
    }
}

/// What this run measured.
fn figures(pair: &PairReport) -> Markup {
    let two = |read: fn(&ModuleReport) -> Option<f64>| Some([read(&pair.original)?, read(&pair.port)?]);
    html! {
        h3 { "Figures of this run" }
        div class="charts" {
            @if let Some(bytes) = two(|module| Some(module.bytes as f64 / 1e3)) { (pair_of_bars("Module size", "KB", bytes)) }
            @if let Some(ms) = two(|module| module.start_up_ms.map(|ms| ms as f64)) { (pair_of_bars("Start-up", "ms", ms)) }
        }
    }
}

/// The figure of the original above that of the port.
fn pair_of_bars(title: &str, unit: &str, [original, port]: [f64; 2]) -> Markup {
    bars(
        title,
        unit,
        &[
            Bar::new("original", "original", original),
            Bar::new("port", "port", port),
        ],
    )
}

fn always_masked(report: &Report) -> Markup {
    html! {
        ul { @for mask in &report.shipped_masks {
            li { code { (mask.after) } " " (mask.class.placeholder()) ": " (mask.why) }
        } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use html5gum::Tokenizer;
    use html5gum::emitters::default::{DefaultEmitter, Token};
    use proptest::prelude::*;

    /// Elements that have no end.
    const VOID: [&str; 4] = ["meta", "link", "input", "col"];

    /// What may stand in a page besides text; the scripts and styles of the page are the first of their kind.
    fn check(document: &str) -> String {
        let (mut open, mut text, mut scripts) = (Vec::new(), String::new(), 0);
        let name = |name: &[u8]| String::from_utf8(name.to_vec()).unwrap();
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(document, emitter) {
            match token.expect("no end of input in the middle") {
                Token::StartTag(tag) => {
                    let tag_name = name(&tag.name);
                    scripts += usize::from(tag_name == "script");
                    for attribute in tag.attributes.keys() {
                        let attribute = name(attribute);
                        assert!(!attribute.starts_with("on") && attribute != "style", "{attribute}");
                    }
                    assert!(
                        !["img", "iframe", "object", "embed", "base"].contains(&&tag_name[..]),
                        "{tag_name}"
                    );
                    if !VOID.contains(&&tag_name[..]) && !tag.self_closing {
                        open.push(tag_name);
                    }
                }
                Token::EndTag(tag) => assert_eq!(open.pop(), Some(name(&tag.name)), "elements nest"),
                Token::String(piece) => text.push_str(&name(&piece)),
                Token::Error(error) => panic!("{error:?}"),
                Token::Comment(_) => panic!("a comment"),
                Token::Doctype(_) => {}
            }
        }
        assert_eq!((open, scripts), (Vec::new(), 1));
        text
    }

    #[test]
    fn a_page_shows_the_verdict_and_the_difference_and_asks_for_nothing() {
        let page = html(&sample::report(), None);
        let text = check(&page);
        assert!(text.contains("different") && text.contains("404 Not Found"));
        assert!(text.contains("no case enters main.(*rule).refuse, main.onHttpResponseBody, of 12 functions"));
        assert!(page.contains("default-src 'none'"));
        assert!(
            !page.contains("http://www") && !page.contains("https://"),
            "no address of elsewhere"
        );
    }

    fn measured(text: &str) -> bench::Report {
        let quartiles = Quartiles {
            lower: 1.0,
            median: 2.0,
            upper: 3.0,
        };
        let figure = bench::Figure {
            what: text.into(),
            unit: text.into(),
            none: Some(quartiles),
            original: quartiles,
            port: quartiles,
            ratio: Some(quartiles),
        };
        let own = || text.to_string();
        bench::Report {
            conformance: own(),
            envoy: own(),
            case: own(),
            original: own(),
            port: own(),
            figures: vec![figure],
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn no_text_breaks_the_page(text in sample::hostile()) {
            check(&bench_html(&measured(&text)));
            let page = html(&sample::with_text(&text), Some(&measured(&text)));
            check(&page);
            let acts = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            prop_assert!(!page.chars().any(acts));
        }
    }
}
