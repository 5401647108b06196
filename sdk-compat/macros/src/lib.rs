//! The attributes of `sdk-compat`.

use proc_macro::TokenStream;

mod go;
mod init;
mod spelling;
mod typed;

/// Gives what is defined under its Go spelling its Rust spelling too: `SetCtx` can be called as `set_ctx`.
///
/// It stands before a free function (a second name for the same function) or before an inherent `impl` block (an
/// inlined method for every public method that has a Go spelling).
#[proc_macro_attribute]
pub fn go(_: TokenStream, item: TokenStream) -> TokenStream {
    go::expand(item.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Go's `init`: the function runs once when the host starts the module, before any callback.
///
/// In a native test it runs when the first host of the test's thread is made: `sdk_compat::test::NewTestHost` finds it by
/// itself.
///
/// It stands before a function without parameters and result, in the crate that is built as the plugin.
#[proc_macro_attribute]
pub fn init(_: TokenStream, item: TokenStream) -> TokenStream {
    init::expand(item.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes a struct, or a struct around one value, a type of Go's: see the trait of the same name.
#[proc_macro_derive(Type, attributes(go))]
pub fn typed(item: TokenStream) -> TokenStream {
    typed::expand(item.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
