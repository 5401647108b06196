//! The attribute `#[init]`: a function that runs when the host starts the module, or a test starts a host.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ItemFn, Result, ReturnType};

/// The function, and an entry in the table of constructors. On Wasm that runs the function; natively it only tells the SDK
/// of it, which runs it on every thread that starts a test host.
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
        #function

        const _: () = {
            extern "C" fn construct() {
                #[cfg(target_arch = "wasm32")]
                #name();
                #[cfg(not(target_arch = "wasm32"))]
                ::sdk_compat::host::on_start(#name);
            }
            #[used]
            #[allow(unsafe_code)]
            #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
            #[cfg_attr(windows, unsafe(link_section = ".CRT$XCU"))]
            #[cfg_attr(not(any(target_vendor = "apple", windows)), unsafe(link_section = ".init_array"))]
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
