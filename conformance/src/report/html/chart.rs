//! Charts as SVG inside of the page: bars with their figures written beside them, so that colour is not all that tells.

use maud::{Markup, html};

/// A bar.
pub struct Bar {
    label: String,
    class: &'static str,
    value: f64,
    /// Where half of the measurements were.
    spread: Option<[f64; 2]>,
}

impl Bar {
    /// The bar of a build.
    pub fn new(label: &str, class: &'static str, value: f64) -> Self {
        Bar {
            label: label.to_string(),
            class,
            value,
            spread: None,
        }
    }

    /// The bar with a line from where to where half of the measurements were.
    pub fn with_spread(self, spread: [f64; 2]) -> Self {
        Bar {
            spread: Some(spread),
            ..self
        }
    }

    fn top(&self) -> f64 {
        self.spread.map_or(self.value, |[_, upper]| upper.max(self.value))
    }
}

/// The width of a chart, of what stands left of the bars and of what stands right of them; the height of a bar's row.
const WIDTH: f64 = 460.0;
const LEFT: f64 = 92.0;
const RIGHT: f64 = 92.0;
const ROW: f64 = 30.0;

/// Bars below each other on one scale.
pub fn bars(title: &str, unit: &str, bars: &[Bar]) -> Markup {
    let top = bars.iter().map(Bar::top).fold(f64::MIN_POSITIVE, f64::max);
    let scale = |value: f64| (WIDTH - LEFT - RIGHT) * (value / top).clamp(0.0, 1.0);
    let height = ROW * bars.len() as f64;
    let told: Vec<String> = bars
        .iter()
        .map(|bar| format!("{} {} {unit}", bar.label, figure(bar.value)))
        .collect();
    html! {
        figure {
            figcaption { (title) ", " (unit) }
            svg viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-label={ (title) ": " (told.join(", ")) } {
                @for (nth, bar) in bars.iter().enumerate() {
                    @let y = ROW * nth as f64;
                    text class="label" x=(LEFT - 10.0) y=(y + 19.0) text-anchor="end" { (bar.label) }
                    rect class=(bar.class) x=(LEFT) y=(y + 5.0) width=(number(scale(bar.value).max(1.5))) height="20" rx="3" {}
                    @if let Some([lower, upper]) = bar.spread {
                        line class="spread" x1=(number(LEFT + scale(lower))) x2=(number(LEFT + scale(upper))) y1=(y + 15.0) y2=(y + 15.0) {}
                    }
                    text class="figure" x=(number(LEFT + scale(bar.top()) + 8.0)) y=(y + 19.0) { (figure(bar.value)) }
                }
            }
        }
    }
}

/// A coordinate.
fn number(value: f64) -> String {
    format!("{value:.1}")
}

/// A figure with three digits that say something.
pub fn figure(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fills_the_scale_and_nothing_is_left_of_it() {
        let chart = bars(
            "Size",
            "KB",
            &[
                Bar::new("original", "original", 5_500.0),
                Bar::new("port", "port", -1.0),
            ],
        );
        let chart = chart.into_string();
        assert!(chart.contains("width=\"276.0\""), "{chart}");
        assert!(chart.contains("width=\"1.5\""), "{chart}");
        assert!(
            chart.contains("aria-label=\"Size: original 5500 KB, port -1.00 KB\""),
            "{chart}"
        );
    }
}
