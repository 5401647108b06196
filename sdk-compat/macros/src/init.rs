//! The attribute `#[init]`: a function that runs when the host starts the module.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ItemFn, Result, ReturnType};

/// The function, and on Wasm an entry in the table of constructors that points to it.
pub fn expand(item: TokenStream) -> Result<TokenStream> {
    let function: ItemFn = syn::parse2(item)?;
    let signature = &function.sig;
    if !signature.inputs.is_empty() || !matches!(signature.output, ReturnType::Default) {
        return Err(syn::Error::new_spanned(
            signature,
            "#[init] stands before a function like `fn init() { … }`",
        ));
    }
    let name = &signature.ident;
    Ok(quote! {
        #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
        #function

        #[cfg(target_arch = "wasm32")]
        const _: () = {
            extern "C" fn construct() {
                #name();
            }
            #[used]
            #[allow(unsafe_code)]
            #[unsafe(link_section = ".init_array")]
            static CONSTRUCTOR: extern "C" fn() = construct;
        };
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_function_stays_and_is_registered_as_a_constructor() {
        let after = expand(quote!(
            fn init() {
                start()
            }
        ))
        .unwrap()
        .to_string();
        assert!(after.contains("fn init () { start () }"));
        assert!(after.contains(r#"link_section = ".init_array""#));
    }

    #[test]
    fn parameters_and_results_are_refused() {
        for item in [
            quote!(
                fn init(n: u8) {}
            ),
            quote!(
                fn init() -> u8 {
                    0
                }
            ),
        ] {
            assert!(
                expand(item)
                    .unwrap_err()
                    .to_string()
                    .contains("stands before a function like")
            );
        }
    }
}
