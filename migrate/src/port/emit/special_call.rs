//! Calls of Go's library and of the SDK whose port is not word for word.

use super::code::{Code, Unsupported};
use super::expr::Emitted;
use super::{Emitter, Storage};
use crate::port::foreign;
use crate::port::tree::{Expr, ExprKind, TypeKind};

impl Emitter<'_> {
    /// Functions whose port is not word for word.
    pub fn special_call(&self, name: &str, fun: &Expr, args: &[Expr], spread: bool) -> Emitted<Option<Code>> {
        if let Some(text) = self.test_call(name, fun, args)? {
            return Ok(Some(Code::value(text)));
        }
        let text = match (name, args) {
            ("errors.Is", [error, target]) => {
                let target = match self.sure_error(target)? {
                    Some(target) => format!("&{}", target.strip_suffix(".clone()").unwrap_or(&target)),
                    None => {
                        self.uses.borrow_mut().insert("go::MaybeError".to_string());
                        let (error, target) = (self.error_place(error)?, self.error_place(target)?);
                        return Ok(Some(Code::value(format!("{error}.is(&{target})"))));
                    }
                };
                let is = format!("{}::Is", self.sdk("errors"));
                match error.named().map(|object| self.storage(object)) {
                    Some(Storage::Error) => format!("{is}(&{}, {target})", self.name(error.named().expect("a name"))),
                    _ => format!(
                        "{}.as_ref().is_some_and(|err| {is}(err, {target}))",
                        self.error_place(error)?
                    ),
                }
            }
            ("test.GetHeaderValue", [headers, name]) => {
                self.uses.borrow_mut().insert("go::CommaOk".to_string());
                let headers = self.foreign_list(headers, self.type_of(headers)?)?;
                format!(
                    "{}::GetHeaderValue({headers}, {}).comma_ok()",
                    self.sdk("test"),
                    self.text(name)?
                )
            }
            ("errors.Unwrap", [error]) => {
                let unwrap = format!("{}::Unwrap", self.sdk("errors"));
                format!("{}.as_ref().and_then({unwrap})", self.error_place(error)?)
            }
            ("errors.As", [error, target]) => {
                let ExprKind::UnaryExpr { x, .. } = &target.inner().kind else {
                    return Err(Unsupported::new("errors.As with this target"));
                };
                let place = self.place_mut(x)?;
                let t = self.assert_type(self.type_of(x)?)?;
                let found = match error.named().map(|object| self.storage(object)) {
                    Some(Storage::Error) => format!(
                        "{}::As::<{t}>(&{})",
                        self.sdk("errors"),
                        self.name(error.named().expect("a name"))
                    ),
                    _ => format!(
                        "{}.as_ref().and_then({}::As::<{t}>)",
                        self.error_place(error)?,
                        self.sdk("errors")
                    ),
                };
                let value = self.unused("value");
                format!("{found}.map(|{value}| {place} = {value}).is_some()")
            }
            ("json.Unmarshal", [data, target]) => {
                let data = self.text(data)?;
                let json = self.sdk("encoding::json");
                let target = target.inner();
                if let ExprKind::UnaryExpr { op, x } = &target.kind
                    && op == "&"
                {
                    let place = self.place_mut(x)?;
                    let place = place
                        .strip_prefix('*')
                        .filter(|rest| !rest.contains('.'))
                        .map_or(format!("&mut {place}"), str::to_string);
                    format!("{json}::UnmarshalInto({data}, {place})")
                } else if target
                    .named()
                    .is_some_and(|object| self.storage(object) == Storage::Borrowed)
                {
                    format!(
                        "{json}::UnmarshalInto({data}, {})",
                        self.name(target.named().expect("a name"))
                    )
                } else {
                    format!(
                        "{json}::UnmarshalInto({data}, &mut *{}.borrow_mut())",
                        self.expr(target)?.base()
                    )
                }
            }
            ("sort.Slice" | "sort.SliceStable", [list, less]) => {
                let function = name.rsplit('.').next().unwrap_or_default();
                let less = self.foreign_arg(less, self.type_of(less)?)?;
                format!("{}::{function}(&{}, {less})", self.sdk("sort"), self.expr(list)?.base())
            }
            _ if name.starts_with("sort.") && args.len() == 1 => {
                let function = fun.named().ok_or_else(|| Unsupported::new("this function"))?;
                let function = self.foreign_path(function)?;
                if self.program.kind(self.type_of(&args[0])?) != TypeKind::Slice {
                    return Err(Unsupported::new("sort of this type"));
                }
                format!("{function}(&{})", self.expr(&args[0])?.base())
            }
            ("slices.Contains" | "slices.Index" | "slices.BinarySearch", [list, item]) => {
                let elem = self.program.under_type(self.type_of(list)?).elem;
                let item = self.converted(item, elem.ok_or_else(|| Unsupported::new("this list"))?)?;
                let item = if item.contains(' ') { format!("({item})") } else { item };
                let function = name.rsplit('.').next().unwrap_or_default();
                format!("{}::{function}({}, &{item})", self.sdk("slices"), self.items(list)?)
            }
            _ if name.starts_with("maps.") => {
                let function = name.rsplit('.').next().unwrap_or_default();
                let mut list = Vec::new();
                for arg in args {
                    list.push(match self.program.kind(self.type_of(arg)?) {
                        TypeKind::Map => format!("&{}", self.expr(arg)?.base()),
                        _ => self.foreign_arg(arg, self.type_of(arg)?)?,
                    });
                }
                format!("{}::{function}({})", self.sdk("maps"), list.join(", "))
            }
            ("slices.Sorted" | "slices.Collect", [sequence]) => {
                let function = name.rsplit('.').next().unwrap_or_default();
                format!("{}::{function}({})", self.sdk("slices"), self.expr(sequence)?.text)
            }
            _ if name.starts_with("slices.") && !args.is_empty() && foreign::writes_items(self.program, fun) => {
                let function = name.rsplit('.').next().unwrap_or_default();
                let mut list = vec![format!("&{}", self.expr(&args[0])?.base())];
                let several = if function == "Insert" { 2 } else { args.len() };
                for arg in &args[1..several.min(args.len())] {
                    list.push(self.foreign_arg(arg, self.type_of(arg)?)?);
                }
                if function == "Insert" {
                    let elem = self.program.under_type(self.type_of(&args[0])?).elem;
                    let elem = elem.ok_or_else(|| Unsupported::new("this list"))?;
                    if spread {
                        list.push(self.items(&args[2])?);
                    } else {
                        let items: Emitted<Vec<_>> = args[2..].iter().map(|arg| self.converted(arg, elem)).collect();
                        list.push(format!("&[{}]", items?.join(", ")));
                    }
                }
                format!("{}::{function}({})", self.sdk("slices"), list.join(", "))
            }
            ("cmp.Compare" | "cmp.Less", [one, other]) => {
                let t = self.type_of(if one.v.is_some() { other } else { one })?;
                let side = |side: &Expr| match &side.v {
                    Some(_) => Ok(format!("&{}", self.converted(side, t)?)),
                    None => self.reference(side),
                };
                let function = name.rsplit('.').next().unwrap_or_default();
                format!("{}::{function}({}, {})", self.sdk("cmp"), side(one)?, side(other)?)
            }
            ("strings.Join", [list, separator]) if list.is_nil() => {
                let text = self.sdk("Str");
                format!(
                    "{}::Join::<{text}>(&[], {})",
                    self.sdk("strings"),
                    self.text(separator)?
                )
            }
            ("strconv.ParseFloat", [text, bits]) => {
                if bits.v.as_ref().is_none_or(|bits| bits.text != "64") {
                    return Err(Unsupported::new("a number of 32 bits from a text"));
                }
                format!("{}::ParseFloat({})", self.sdk("strconv"), self.text(text)?)
            }
            ("proxywasm.SetHttpContext" | "proxywasm.SetTcpContext", [function]) => {
                let set = name.rsplit('.').next().unwrap_or_default();
                format!("{}::{set}({})", self.sdk("proxywasm"), self.sure_context(function)?)
            }
            ("wrapper.SetCtx", [plugin, hooks @ ..]) => {
                self.plugin.set(true);
                let list: Emitted<Vec<_>> = hooks.iter().map(|hook| self.expr(hook)).collect();
                let list: Vec<String> = list?.into_iter().map(|code| code.text).collect();
                format!(
                    "{}::SetCtx({}, [{}])",
                    self.sdk("wrapper"),
                    self.text(plugin)?,
                    list.join(", ")
                )
            }
            _ => return Ok(None),
        };
        Ok(Some(Code::value(text)))
    }
}
