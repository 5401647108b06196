//! The attribute `#[go]`: a Rust spelling for what has a Go spelling.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{FnArg, GenericParam, ImplItem, ImplItemFn, Item, ItemFn, ItemImpl, Pat, Result, Signature, Visibility};

use crate::spelling::{is_go, snake};

/// The item with its Rust spelling beside it.
pub fn expand(item: TokenStream) -> Result<TokenStream> {
    match syn::parse2(item)? {
        Item::Fn(function) => free_function(&function),
        Item::Impl(block) if block.trait_.is_none() => inherent_methods(block),
        other => Err(syn::Error::new_spanned(
            other,
            "#[go] stands before a free function or an inherent impl block",
        )),
    }
}

fn free_function(function: &ItemFn) -> Result<TokenStream> {
    let go = &function.sig.ident;
    if !is_go(&go.to_string()) {
        return Err(syn::Error::new_spanned(
            go,
            "#[go] stands before a Go spelling, which begins with a capital",
        ));
    }
    let visibility = &function.vis;
    let rust = rust_name(go);
    Ok(quote! {
        #[allow(non_snake_case)]
        #function
        #[doc(inline)]
        #[allow(unused_imports)]
        #visibility use #go as #rust;
    })
}

fn inherent_methods(mut block: ItemImpl) -> Result<TokenStream> {
    let mut aliases = Vec::new();
    for item in &mut block.items {
        let ImplItem::Fn(method) = item else { continue };
        if !is_go(&method.sig.ident.to_string()) {
            continue;
        }
        method.attrs.push(syn::parse_quote!(#[allow(non_snake_case)]));
        if !matches!(method.vis, Visibility::Inherited) {
            aliases.push(ImplItem::Fn(delegate(method)?));
        }
    }
    block.items.extend(aliases);
    Ok(block.into_token_stream())
}

/// A method under the Rust spelling that does nothing but call `method`.
fn delegate(method: &ImplItemFn) -> Result<ImplItemFn> {
    let go = &method.sig.ident;
    let arguments = arguments(&method.sig)?;
    let generics = method
        .sig
        .generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            GenericParam::Lifetime(_) => None,
            GenericParam::Type(parameter) => Some(&parameter.ident),
            GenericParam::Const(parameter) => Some(&parameter.ident),
        });
    let generics: Vec<&Ident> = generics.collect();
    let turbofish = (!generics.is_empty()).then(|| quote!(::<#(#generics),*>));
    let visibility = &method.vis;
    let signature = Signature {
        ident: rust_name(go),
        ..method.sig.clone()
    };
    let documentation = format!("[`Self::{go}`] in Rust's spelling.");
    syn::parse2(quote! {
        #[doc = #documentation]
        #[inline]
        #visibility #signature {
            Self::#go #turbofish (#(#arguments),*)
        }
    })
}

fn arguments(signature: &Signature) -> Result<Vec<TokenStream>> {
    let argument = |input: &FnArg| match input {
        FnArg::Receiver(_) => Ok(quote!(self)),
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) => Ok(name.ident.to_token_stream()),
            other => Err(syn::Error::new_spanned(
                other,
                "a parameter of a method under #[go] is a plain name",
            )),
        },
    };
    signature.inputs.iter().map(argument).collect()
}

/// The Rust spelling; a raw identifier where that is a keyword.
fn rust_name(go: &Ident) -> Ident {
    let name = snake(&go.to_string());
    match syn::parse_str::<Ident>(&name) {
        Ok(_) => Ident::new(&name, go.span()),
        Err(_) => Ident::new_raw(&name, go.span()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(item: TokenStream) -> String {
        expand(item).unwrap().to_string()
    }

    #[test]
    fn a_free_function_gets_a_second_name() {
        let after = expanded(quote!(
            pub fn SetCtx<C>(name: &str, options: Vec<C>) {}
        ));
        let expected = quote! {
            #[allow(non_snake_case)]
            pub fn SetCtx<C>(name: &str, options: Vec<C>) {}
            #[doc(inline)]
            #[allow(unused_imports)]
            pub use SetCtx as set_ctx;
        };
        assert_eq!(after, expected.to_string());
    }

    #[test]
    fn a_method_gets_a_delegate_and_other_items_stay() {
        let after = expanded(quote! {
            impl<'a, C> Client<'a, C> {
                pub fn GetURL<T: Copy, const N: usize>(&self, url: &str, cb: impl FnOnce(T)) -> [u8; N] { todo() }
                pub fn plain(&self) {}
                fn Hidden(&self) {}
                const Limit: u32 = 1;
            }
        });
        let expected = quote! {
            impl<'a, C> Client<'a, C> {
                #[allow(non_snake_case)]
                pub fn GetURL<T: Copy, const N: usize>(&self, url: &str, cb: impl FnOnce(T)) -> [u8; N] { todo() }
                pub fn plain(&self) {}
                #[allow(non_snake_case)]
                fn Hidden(&self) {}
                const Limit: u32 = 1;
                #[doc = "[`Self::GetURL`] in Rust's spelling."]
                #[inline]
                pub fn get_url<T: Copy, const N: usize>(&self, url: &str, cb: impl FnOnce(T)) -> [u8; N] {
                    Self::GetURL::<T, N>(self, url, cb)
                }
            }
        };
        assert_eq!(after, expected.to_string());
    }

    #[test]
    fn a_keyword_becomes_a_raw_identifier() {
        assert!(
            expanded(quote!(
                pub fn Match() {}
            ))
            .contains("r#match")
        );
    }

    #[test]
    fn other_places_are_refused() {
        for (item, reason) in [
            (
                quote!(
                    struct Client;
                ),
                "stands before a free function",
            ),
            (quote!(impl Trait for Client {}), "stands before a free function"),
            (
                quote!(
                    pub fn already_rust() {}
                ),
                "begins with a capital",
            ),
            (
                quote!(impl Client { pub fn Get(&self, (a, b): (u8, u8)) {} }),
                "plain name",
            ),
        ] {
            assert!(expand(item).unwrap_err().to_string().contains(reason));
        }
    }
}
