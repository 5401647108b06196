//! The derive `go::Type`: a struct or a named type of Go's as `fmt` and `encoding/json` see it.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, Data, DeriveInput, Fields, Index, LitStr, Member, Path, Result};

/// What `#[go(…)]` says.
#[derive(Default)]
struct Words {
    name: Option<LitStr>,
    tag: Option<LitStr>,
    flags: Vec<Ident>,
}

impl Words {
    fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut words = Words::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("go")) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("name") {
                    words.name = Some(meta.value()?.parse()?);
                } else if meta.path.is_ident("tag") {
                    words.tag = Some(meta.value()?.parse()?);
                } else {
                    words.flags.push(flag(&meta.path)?);
                }
                Ok(())
            })?;
        }
        Ok(words)
    }

    fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|other| other == flag)
    }
}

fn flag(path: &Path) -> Result<Ident> {
    const FLAGS: [&str; 7] = [
        "stringer",
        "error",
        "ptr_stringer",
        "ptr_error",
        "unwrap",
        "embedded",
        "opaque",
    ];
    match path.get_ident() {
        Some(ident) if FLAGS.iter().any(|flag| ident == flag) => Ok(ident.clone()),
        _ => Err(syn::Error::new_spanned(
            path,
            format!("#[go] has name, tag, {}", FLAGS.join(", ")),
        )),
    }
}

/// The implementations that make a type one of Go's.
pub fn expand(item: TokenStream) -> Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let words = Words::read(&input.attrs)?;
    let Data::Struct(data) = &input.data else {
        return Err(syn::Error::new_spanned(&input.ident, "go::Type is derived for structs"));
    };
    let body = match &data.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => named(&fields.unnamed[0].ty),
        fields => structure(fields, &input, &words)?,
    };
    Ok(implementations(&input, &words, &body))
}

/// The parts that differ between a struct and a named type.
struct Body {
    shape: TokenStream,
    decode: TokenStream,
    more: TokenStream,
}

fn named(inner: &syn::Type) -> Body {
    Body {
        shape: quote! {
            match ::sdk_compat::go::Type::boxed(&self.0) {
                ::sdk_compat::Any::Typed(inner) => inner.shape(),
                basic => ::sdk_compat::go::Shape::Basic(basic),
            }
        },
        decode: quote!(::sdk_compat::go::Type::decode(&mut self.0, json)),
        more: quote! {
            fn from_key(key: &::sdk_compat::Str) -> ::std::option::Option<Self> {
                <#inner as ::sdk_compat::go::Type>::from_key(key).map(Self)
            }
        },
    }
}

fn structure(fields: &Fields, input: &DeriveInput, words: &Words) -> Result<Body> {
    let (mut shapes, mut slots) = (Vec::new(), Vec::new());
    for (at, field) in fields.iter().enumerate() {
        let member = field
            .ident
            .clone()
            .map_or(Member::Unnamed(Index::from(at)), Member::Named);
        let words = Words::read(&field.attrs)?;
        let name = words
            .name
            .as_ref()
            .map_or_else(|| member.to_token_stream().to_string(), LitStr::value);
        let json = Tag::of(&name, &words);
        shapes.push(shape(&member, &field.ty, &name, &json, &words));
        slots.extend(slot(&member, &json, &words));
    }
    let local = words
        .name
        .as_ref()
        .map_or_else(|| input.ident.to_string(), LitStr::value);
    let local = local.rsplit('.').next().unwrap_or_default().to_owned();
    Ok(Body {
        shape: quote!(::sdk_compat::go::Shape::Struct(::std::vec![#(#shapes),*])),
        decode: quote!(json.fields(#local, self)),
        more: quote! {
            fn slots<'slots>(
                &'slots mut self,
                depth: usize,
                slots: &mut ::std::vec::Vec<::sdk_compat::go::Slot<'slots>>,
            ) {
                #(#slots)*
            }
        },
    })
}

fn shape(member: &Member, kind: &syn::Type, name: &str, json: &Tag, words: &Words) -> TokenStream {
    let embedded = words.has("embedded");
    let (interface, value) = if words.has("opaque") {
        (quote!(false), quote!(::sdk_compat::Any::new(())))
    } else {
        (
            quote!(<#kind as ::sdk_compat::go::Type>::INTERFACE),
            quote!(::sdk_compat::go::Type::boxed(&self.#member)),
        )
    };
    quote! {
        ::sdk_compat::go::Field {
            name: #name,
            embedded: #embedded,
            interface: #interface,
            json: #json,
            value: #value,
        }
    }
}

fn slot(member: &Member, json: &Tag, words: &Words) -> Option<TokenStream> {
    if words.has("embedded") && !json.tagged {
        return Some(quote!(::sdk_compat::go::Type::slots(&mut self.#member, depth + 1, slots);));
    }
    (!json.skipped).then(|| quote!(slots.push(::sdk_compat::go::Slot::new(#json, depth, &mut self.#member));))
}

fn implementations(input: &DeriveInput, words: &Words, body: &Body) -> TokenStream {
    let Body { shape, decode, more } = body;
    let name = type_name(input, words);
    let ident = &input.ident;
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(syn::parse_quote!(::sdk_compat::go::Type));
    }
    let (implemented, arguments, bounds) = generics.split_for_impl();
    let (own, of_pointer) = methods(words);
    quote! {
        impl #implemented ::sdk_compat::go::Type for #ident #arguments #bounds {
            fn type_name() -> ::sdk_compat::Str {
                #name
            }

            fn boxed(&self) -> ::sdk_compat::Any {
                ::sdk_compat::Any::Typed(::std::rc::Rc::new(::std::clone::Clone::clone(self)))
            }

            fn unboxed(value: &::sdk_compat::Any) -> ::std::option::Option<Self> {
                match value {
                    ::sdk_compat::Any::Typed(value) => value.as_object().downcast_ref::<Self>().cloned(),
                    _ => ::std::option::Option::None,
                }
            }

            fn decode(&mut self, json: &mut ::sdk_compat::encoding::json::Reader<'_>) {
                #decode
            }

            #more
            #of_pointer
        }

        impl #implemented ::sdk_compat::go::Typed for #ident #arguments #bounds {
            fn type_name(&self) -> ::sdk_compat::Str {
                <Self as ::sdk_compat::go::Type>::type_name()
            }

            fn shape(&self) -> ::sdk_compat::go::Shape {
                #shape
            }

            fn as_object(&self) -> &dyn ::std::any::Any {
                self
            }

            #own
        }

        impl #implemented ::std::convert::From<#ident #arguments> for ::sdk_compat::Any #bounds {
            fn from(value: #ident #arguments) -> Self {
                ::sdk_compat::Any::Typed(::std::rc::Rc::new(value))
            }
        }

        impl #implemented ::std::convert::From<&#ident #arguments> for ::sdk_compat::Any #bounds {
            fn from(value: &#ident #arguments) -> Self {
                ::sdk_compat::go::Type::boxed(value)
            }
        }
    }
}

/// The name, of a generic type with its arguments.
fn type_name(input: &DeriveInput, words: &Words) -> TokenStream {
    let name = words
        .name
        .as_ref()
        .map_or_else(|| input.ident.to_string(), LitStr::value);
    let parameters: Vec<_> = input.generics.type_params().map(|parameter| &parameter.ident).collect();
    if parameters.is_empty() {
        return quote!(::sdk_compat::Str::from(#name));
    }
    let open = format!("{name}[");
    quote! {
        ::sdk_compat::Str::from(#open)
            + [#(<#parameters as ::sdk_compat::go::Type>::type_name()),*].join(&b","[..])
            + "]"
    }
}

/// What `fmt` and `errors` call, on the value and on a pointer to it.
fn methods(words: &Words) -> (TokenStream, TokenStream) {
    let (mut own, mut of_pointer) = (TokenStream::new(), TokenStream::new());
    for (name, on_value, on_pointer) in [("error", "error", "ptr_error"), ("string", "stringer", "ptr_stringer")] {
        let method = Ident::new(name, proc_macro2::Span::call_site());
        let hook = Ident::new(&format!("pointer_{name}"), proc_macro2::Span::call_site());
        if words.has(on_value) {
            own.extend(quote! {
                fn #method(&self) -> ::std::option::Option<::sdk_compat::Str> {
                    ::std::option::Option::Some(Self::#method(self).into())
                }
            });
        }
        if words.has(on_value) || words.has(on_pointer) {
            of_pointer.extend(quote! {
                fn #hook(pointer: &::sdk_compat::go::Ptr<Self>) -> ::std::option::Option<::sdk_compat::Str> {
                    (!pointer.is_nil()).then(|| Self::#method(&*pointer.borrow()).into())
                }
            });
        }
    }
    if ["error", "ptr_error", "stringer", "ptr_stringer"]
        .into_iter()
        .any(|word| words.has(word))
    {
        of_pointer.extend(quote! {
            fn pointer_tells() -> bool {
                true
            }
        });
    }
    if words.has("unwrap") {
        if words.has("error") {
            own.extend(quote! {
                fn unwrap(&self) -> ::std::option::Option<::sdk_compat::Error> {
                    ::sdk_compat::go::AsError::into_error(Self::unwrap(self))
                }
            });
        }
        of_pointer.extend(quote! {
            fn pointer_unwrap(pointer: &::sdk_compat::go::Ptr<Self>) -> ::std::option::Option<::sdk_compat::Error> {
                ::sdk_compat::go::AsError::into_error(Self::unwrap(&*pointer.borrow()))
            }
        });
    }
    (own, of_pointer)
}

/// What a field's tag says about JSON.
struct Tag {
    name: String,
    tagged: bool,
    options: Vec<String>,
    skipped: bool,
}

impl Tag {
    fn of(field: &str, words: &Words) -> Self {
        let text = words.tag.as_ref().and_then(|tag| json_part(&tag.value()));
        let text = text.unwrap_or_default();
        let mut parts = text.split(',').map(str::to_owned);
        let name = parts.next().unwrap_or_default();
        let exported = field.chars().next().is_some_and(char::is_uppercase);
        Tag {
            tagged: !name.is_empty(),
            skipped: text == "-" || words.has("opaque") || !(exported || words.has("embedded")),
            name: if name.is_empty() { field.to_owned() } else { name },
            options: parts.collect(),
        }
    }

    fn has(&self, option: &str) -> bool {
        self.options.iter().any(|other| other == option)
    }
}

impl ToTokens for Tag {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (name, tagged, skipped) = (&self.name, self.tagged, self.skipped);
        let (omit_empty, omit_zero, quoted) = (self.has("omitempty"), self.has("omitzero"), self.has("string"));
        tokens.extend(quote! {
            ::sdk_compat::go::Json {
                name: #name,
                tagged: #tagged,
                omit_empty: #omit_empty,
                omit_zero: #omit_zero,
                quoted: #quoted,
                skipped: #skipped,
            }
        });
    }
}

/// What stands behind `json:` in a tag, without its quotes.
fn json_part(tag: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let (key, behind) = rest.trim_start().split_once(":\"")?;
        let (value, behind) = behind.split_once('"')?;
        if key == "json" {
            return Some(value.to_owned());
        }
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_part_of_a_tag_is_found() {
        assert_eq!(json_part(r#"yaml:"a,b" json:"c,omitempty""#).unwrap(), "c,omitempty");
        assert_eq!(json_part(r#"yaml:"a""#), None);
        assert_eq!(json_part("json"), None);
    }

    #[test]
    fn other_words_and_other_items_are_refused() {
        let refused = |item| expand(item).unwrap_err().to_string();
        assert!(
            refused(quote!(
                enum Level {
                    Low,
                }
            ))
            .contains("derived for structs")
        );
        assert!(
            refused(quote!(
                #[go(colour = "red")]
                struct Level(u8);
            ))
            .contains("#[go] has name")
        );
    }
}
