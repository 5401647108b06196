//! The page around the sections: its head, which forbids every request, its landmarks, and its style and script.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// A part of the page with a heading.
pub struct Section {
    id: String,
    heading: String,
    body: Markup,
}

impl Section {
    /// A section.
    pub fn new(id: &str, heading: &str, body: Markup) -> Self {
        Section {
            id: id.to_string(),
            heading: heading.to_string(),
            body,
        }
    }
}

/// The whole document.
pub fn page(title: &str, verdict: &str, head: &Markup, sections: &[Section]) -> String {
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body data-verdict=(verdict) {
                a class="skip" href="#main" { "Skip to the report" }
                header { (head) (filter()) }
                nav aria-label="sections" { ul {
                    @for section in sections { li { a href={ "#" (section.id) } { (section.heading) } } }
                } }
                main id="main" tabindex="-1" {
                    @for section in sections {
                        section id=(section.id) aria-labelledby={ (section.id) "-heading" } {
                            h2 id={ (section.id) "-heading" } { (section.heading) }
                            (section.body)
                        }
                    }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    document.into_string()
}

/// Hidden until the script runs, without which it does nothing.
fn filter() -> Markup {
    html! {
        form id="filter" role="search" hidden {
            label for="text" { "Filter" }
            input id="text" type="search" autocomplete="off" spellcheck="false" aria-describedby="keys" aria-keyshortcuts="/";
            fieldset {
                legend { "Cases" }
                @for (value, words) in [("", "all"), ("different", "different"), ("could not run", "could not run"), ("alike", "alike")] {
                    label { input type="radio" name="verdict" value=(value) checked[value.is_empty()]; (words) }
                }
            }
            output id="shown" aria-live="polite" {}
            p id="keys" { kbd { "/" } " filter  " kbd { "j" } " " kbd { "k" } " next and previous difference  " kbd { "e" } " open or close all" }
        }
    }
}

/// Nothing is loaded from anywhere; of styles and scripts, only these two run.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}
