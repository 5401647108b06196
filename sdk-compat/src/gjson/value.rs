//! Results as values of an `interface{}`: Go prints them as `String` says, and JSON sees their fields.

use std::rc::Rc;

use super::{Result, Type};
use crate::encoding::json::Reader;
use crate::go::{self, Field, Json, Shape, Typed};
use crate::{Any, Str};

go::text_type!(Type, "gjson.Type", |kind| Any::Int(*kind as i64), |_text| Type::Null);

impl go::Type for Result {
    fn type_name() -> Str {
        Str::from("gjson.Result")
    }

    fn boxed(&self) -> Any {
        Any::Typed(Rc::new(self.clone()))
    }

    fn unboxed(value: &Any) -> Option<Self> {
        match value {
            Any::Typed(value) => value.as_object().downcast_ref().cloned(),
            _ => None,
        }
    }

    fn decode(&mut self, json: &mut Reader<'_>) {
        json.nothing::<Self>();
    }

    fn pointer_string(pointer: &go::Ptr<Self>) -> Option<Str> {
        (!pointer.is_nil()).then(|| pointer.get().String())
    }
}

impl Typed for Result {
    fn type_name(&self) -> Str {
        <Self as go::Type>::type_name()
    }

    fn shape(&self) -> Shape {
        let indexes = self.Indexes.as_ref();
        Shape::Struct(vec![
            field("Type", self.Type.into()),
            field("Raw", (&self.Raw).into()),
            field("Str", (&self.Str).into()),
            field("Num", self.Num.into()),
            field("Index", self.Index.into()),
            field(
                "Indexes",
                indexes
                    .map_or_else(go::Slice::default, |list| go::Slice::from(list.clone()))
                    .into(),
            ),
        ])
    }

    fn as_object(&self) -> &dyn std::any::Any {
        self
    }

    fn string(&self) -> Option<Str> {
        Some(self.String())
    }
}

fn field(name: &'static str, value: Any) -> Field {
    let json = Json {
        name,
        ..Json::default()
    };
    Field {
        name,
        embedded: false,
        interface: false,
        json,
        value,
    }
}

impl From<Result> for Any {
    fn from(result: Result) -> Any {
        go::Type::boxed(&result)
    }
}

impl From<&Result> for Any {
    fn from(result: &Result) -> Any {
        go::Type::boxed(result)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Any, args, encoding::json, fmt, gjson, go};

    #[test]
    fn a_result_prints_as_its_text_and_is_a_struct_to_json() {
        let list = gjson::Parse(r#"{"a":[1,"x"]}"#).Get("a");
        let items = go::Slice::from(list.Array());
        assert_eq!(
            fmt::Sprintf(
                "%v %s %+v %T %v",
                args![&list, items.at(1), items.clone(), &list, list.Type]
            ),
            r#"[1,"x"] x [1 x] gjson.Result JSON"#
        );
        assert_eq!(
            fmt::Sprintf("%d", args![items.at(0)]),
            "{2 %!d(string=1) %!d(string=) %!d(float64=1) 6 []}"
        );
        assert_eq!(
            json::Marshal(items.at(0)).unwrap(),
            br#"{"Type":2,"Raw":"1","Str":"","Num":1,"Index":6,"Indexes":null}"#
        );
    }

    #[test]
    fn a_result_comes_out_of_an_interface_again() {
        let value = Any::from(gjson::Parse("7"));
        assert_eq!(go::cast::<gjson::Result>(&value).map(|result| result.Int()), Some(7));
        assert!(go::cast::<gjson::Type>(&value).is_none());
    }
}
