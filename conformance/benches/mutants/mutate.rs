//! Makes many wrong ports out of one: every small change is put into the source behind a switch, so that one build holds
//! all of them.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Arm, BinOp, Expr, ExprMacro, File, ImplItemFn, Item, ItemFn, Lit, Pat, PatGuard, Stmt, Token, Type, UnOp,
    parse_quote,
};

/// One small change.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// Which one; 0 is the port as it is.
    pub number: usize,
    /// The line of the source, from 1.
    pub line: usize,
    /// What is changed, in words: `== becomes !=`.
    pub what: String,
}

/// The source with all changes in it, and what they are.
pub fn mutate(source: &str) -> syn::Result<(String, Vec<Mutant>)> {
    let mut file: File = syn::parse_file(source)?;
    file.items.retain(|item| !is_test(item));
    let mut changes = Changes {
        found: Vec::new(),
        ignored: 0,
    };
    changes.visit_file_mut(&mut file);
    let switch: Item = parse_quote! {
        /// Whether a change is to be made: the run is called after its number.
        fn mutant(number: usize) -> bool {
            static CHOSEN: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
            let chosen = || {
                let run = std::env::var("CONFORMANCE_UPSTREAM_PREFIX").unwrap_or_default();
                run.trim_end_matches('/').rsplit('-').next().and_then(|number| number.parse().ok()).unwrap_or_default()
            };
            *CHOSEN.get_or_init(chosen) == number
        }
    };
    file.items.push(switch);
    Ok((file.into_token_stream().to_string(), changes.found))
}

fn is_test(item: &Item) -> bool {
    let is_test = |attribute: &syn::Attribute| attribute.to_token_stream().to_string().contains("cfg (test)");
    matches!(item, Item::Mod(module) if module.attrs.iter().any(is_test))
}

struct Changes {
    found: Vec<Mutant>,
    /// How deep in code that is left alone.
    ignored: usize,
}

impl Changes {
    fn number(&mut self, line: usize, what: String) -> usize {
        let number = self.found.len() + 1;
        self.found.push(Mutant { number, line, what });
        number
    }

    /// What an expression becomes in the wrong ports, each with what it is called.
    fn instead(expr: &Expr) -> Vec<(Expr, String)> {
        match expr {
            Expr::Binary(binary) => {
                let (left, right) = (&binary.left, &binary.right);
                let other = |op: &str| -> Expr {
                    let op: TokenStream = op.parse().expect("an operator");
                    parse_quote!((#left) #op (#right))
                };
                let was = binary.op.to_token_stream();
                other_operators(&binary.op)
                    .iter()
                    .map(|op| (other(op), format!("`{was}` becomes `{op}`")))
                    .collect()
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => {
                vec![(*unary.expr.clone(), "`!` is left out".into())]
            }
            Expr::Lit(literal) => other_literals(&literal.lit),
            Expr::Path(path) => other_status(&path.to_token_stream().to_string())
                .map(|other| {
                    (
                        syn::parse_str(other).expect("a path"),
                        format!("`{}` becomes `{other}`", tokens(expr)),
                    )
                })
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }

    fn wrap(&mut self, expr: &mut Expr, original: &Expr) {
        if self.ignored > 0 {
            return;
        }
        for (other, what) in Self::instead(original) {
            let number = self.number(original.span().start().line, what);
            let inner = expr.clone();
            *expr = parse_quote!((if crate::mutant(#number) { #other } else { #inner }));
        }
    }

    fn arguments(&mut self, mac: &mut syn::Macro) {
        let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(mut arguments) = parser.parse2(mac.tokens.clone()) {
            arguments.iter_mut().for_each(|argument| self.visit_expr_mut(argument));
            mac.tokens = arguments.into_token_stream();
        }
    }

    /// `clone!(a, b => closure)`.
    fn closure(&mut self, mac: &mut syn::Macro) {
        let all: Vec<_> = mac.tokens.clone().into_iter().collect();
        let is_arrow = |pair: &[proc_macro2::TokenTree]| pair[0].to_string() == "=" && pair[1].to_string() == ">";
        let Some(at) = all.windows(2).position(is_arrow) else {
            return;
        };
        let names: TokenStream = all[..at].iter().cloned().collect();
        let closure: TokenStream = all[at + 2..].iter().cloned().collect();
        if let Ok(mut closure) = syn::parse2::<Expr>(closure) {
            self.visit_expr_mut(&mut closure);
            mac.tokens = quote!(#names => #closure);
        }
    }

    fn mac(&mut self, mac: &mut syn::Macro) {
        match tokens(&mac.path).as_str() {
            "args" | "headers" => self.arguments(mac),
            "clone" => self.closure(mac),
            _ => {}
        }
    }
}

impl VisitMut for Changes {
    fn visit_type_mut(&mut self, _: &mut Type) {}

    fn visit_pat_mut(&mut self, _: &mut Pat) {}

    fn visit_attribute_mut(&mut self, _: &mut syn::Attribute) {}

    fn visit_item_const_mut(&mut self, _: &mut syn::ItemConst) {}

    fn visit_item_static_mut(&mut self, _: &mut syn::ItemStatic) {}

    fn visit_item_fn_mut(&mut self, item: &mut ItemFn) {
        if item.sig.constness.is_none() {
            visit_mut::visit_item_fn_mut(self, item);
        }
    }

    fn visit_impl_item_fn_mut(&mut self, item: &mut ImplItemFn) {
        if item.sig.constness.is_none() {
            visit_mut::visit_impl_item_fn_mut(self, item);
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let original = expr.clone();
        match expr {
            // The text is part of the call's name, or the length of a type.
            Expr::Index(index) => self.visit_expr_mut(&mut index.expr),
            Expr::Array(_) | Expr::Repeat(_) if bytes_inside(&original) => {}
            Expr::Macro(ExprMacro { mac, .. }) => self.mac(mac),
            Expr::If(branch) => {
                visit_mut::visit_expr_if_mut(self, branch);
                if !holds_let(&branch.cond) {
                    let line = branch.span().start().line;
                    let number = self.number(line, format!("the condition `{}` is negated", tokens(&branch.cond)));
                    let cond = branch.cond.clone();
                    branch.cond = parse_quote!((#cond) != crate::mutant(#number));
                }
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
        self.wrap(expr, &original);
    }

    fn visit_arm_mut(&mut self, arm: &mut Arm) {
        visit_mut::visit_arm_mut(self, arm);
        if matches!(&arm.pat, Pat::Lit(_)) {
            let line = arm.span().start().line;
            let number = self.number(line, format!("the arm for {} is left out", tokens(&arm.pat)));
            arm.pat = Pat::Guard(PatGuard {
                attrs: Vec::new(),
                pat: Box::new(arm.pat.clone()),
                if_token: Token![if](arm.span()),
                guard: parse_quote!(!crate::mutant(#number)),
            });
        }
    }

    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        let original = stmt.clone();
        visit_mut::visit_stmt_mut(self, stmt);
        let dropped = match &original {
            Stmt::Expr(expr, Some(_)) => {
                matches!(
                    expr,
                    Expr::Call(_) | Expr::MethodCall(_) | Expr::Assign(_) | Expr::Binary(_) | Expr::Return(_)
                )
            }
            _ => false,
        };
        if dropped {
            let line = original.span().start().line;
            let number = self.number(line, format!("`{}` is left out", shortened(&tokens(&original))));
            let inner = stmt.clone();
            *stmt = parse_quote!(if !crate::mutant(#number) { #inner });
        }
    }
}

fn tokens(part: &impl ToTokens) -> String {
    part.to_token_stream().to_string()
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

fn holds_let(expr: &Expr) -> bool {
    match expr {
        Expr::Let(_) => true,
        Expr::Binary(binary) => holds_let(&binary.left) || holds_let(&binary.right),
        Expr::Paren(inner) => holds_let(&inner.expr),
        _ => false,
    }
}

/// Texts of bytes have their length in their type.
fn bytes_inside(expr: &Expr) -> bool {
    tokens(expr).contains("b\"")
}

fn other_operators(op: &BinOp) -> &'static [&'static str] {
    match op {
        BinOp::Eq(_) => &["!="],
        BinOp::Ne(_) => &["=="],
        BinOp::Lt(_) => &["<=", ">"],
        BinOp::Le(_) => &["<", ">"],
        BinOp::Gt(_) => &[">=", "<"],
        BinOp::Ge(_) => &[">", "<"],
        BinOp::And(_) => &["||"],
        BinOp::Or(_) => &["&&"],
        BinOp::Add(_) => &["-"],
        BinOp::Sub(_) => &["+"],
        BinOp::Mul(_) => &["+"],
        BinOp::Div(_) => &["*"],
        BinOp::Rem(_) => &["*"],
        _ => &[],
    }
}

fn other_literals(literal: &Lit) -> Vec<(Expr, String)> {
    match literal {
        Lit::Int(number) => {
            let Ok(value) = number.base10_parse::<i64>() else {
                return Vec::new();
            };
            let suffix = number.suffix();
            let mut others = vec![value + 1];
            others.extend((value > 1).then_some(0));
            let other = |other: i64| {
                let literal = syn::LitInt::new(&format!("{other}{suffix}"), number.span());
                (parse_quote!(#literal), format!("{value} becomes {other}"))
            };
            others.into_iter().map(other).collect()
        }
        Lit::Str(text) => {
            let value = text.value();
            let mut others = vec![format!("{value}x")];
            others.extend((!value.is_empty()).then(String::new));
            let other = |other: String| (parse_quote!(#other), format!("{value:?} becomes {other:?}"));
            others.into_iter().map(other).collect()
        }
        Lit::Bool(on) => {
            let other = !on.value;
            vec![(parse_quote!(#other), format!("{} becomes {other}", on.value))]
        }
        _ => Vec::new(),
    }
}

fn other_status(path: &str) -> Option<&'static str> {
    Some(match path {
        "types :: HeaderContinue" => "types::HeaderStopAllIterationAndWatermark",
        "types :: HeaderStopIteration" => "types::HeaderStopAllIterationAndWatermark",
        "types :: HeaderStopAllIterationAndWatermark" => "types::HeaderContinue",
        "types :: ActionContinue" => "types::ActionPause",
        "types :: ActionPause" => "types::ActionContinue",
        "types :: OnPluginStartStatusOK" => "types::OnPluginStartStatusFailed",
        _ => return None,
    })
}
