//! Generic functions and types as plugins have them, and their uses.

use super::types::{func, pointer, slice};
use super::*;

/// The declarations, each with the functions that it makes for element types T and U.
const FUNCTIONS: [&str; 7] = [
    "func mapped[T, U any](list []T, change func(T) U) []U {\n\tout := make([]U, 0, len(list))\n\tfor _, item := range list {\n\t\tout = append(out, change(item))\n\t}\n\treturn out\n}\n",
    "func kept[T any](list []T, keep func(T) bool) (out []T) {\n\tfor _, item := range list {\n\t\tif keep(item) {\n\t\t\tout = append(out, item)\n\t\t}\n\t}\n\treturn\n}\n",
    "func firstOr[T any](list []T, or T) T {\n\tif len(list) == 0 {\n\t\treturn or\n\t}\n\treturn list[0]\n}\n",
    "func indexOf[T comparable](list []T, wanted T) int {\n\tfor i, item := range list {\n\t\tif item == wanted {\n\t\t\treturn i\n\t\t}\n\t}\n\treturn -1\n}\n",
    "type number interface {\n\t~int | ~int8 | ~uint8 | ~int64 | ~float64\n}\n\nfunc total[T number](list ...T) T {\n\tvar sum T\n\tfor _, item := range list {\n\t\tsum += item\n\t}\n\treturn sum\n}\n",
    "type stack[T any] struct {\n\titems []T\n\tdepth int\n}\n\nfunc (s *stack[T]) push(item T) {\n\ts.items = append(s.items, item)\n\ts.depth++\n}\n\nfunc (s *stack[T]) pop() (T, bool) {\n\tvar zero T\n\tif len(s.items) == 0 {\n\t\treturn zero, false\n\t}\n\tlast := s.items[len(s.items)-1]\n\ts.items = s.items[:len(s.items)-1]\n\treturn last, true\n}\n",
    "type pair[K comparable, V any] struct {\n\tkey   K\n\tvalue V\n}\n\nfunc sortedPairs[K cmp.Ordered, V any](m map[K]V) []pair[K, V] {\n\tkeys := slices.Sorted(maps.Keys(m))\n\tout := make([]pair[K, V], len(keys))\n\tfor i, key := range keys {\n\t\tout[i] = pair[K, V]{key, m[key]}\n\t}\n\treturn out\n}\n",
];

impl Writer {
    pub fn generic_functions(&mut self) {
        for text in FUNCTIONS {
            if self.once_in(2) {
                self.line(text);
            }
        }
    }

    fn has(&self, name: &str) -> bool {
        self.out.contains(name)
    }

    /// A use of a generic function or type that is there.
    pub fn generic(&mut self) {
        let element = self.printable_type();
        let name = self.fresh();
        let (go, list) = (self.types.name(&element), self.value(&slice(element.clone()), 1));
        match self.below(6) {
            0 if self.has("func mapped[") => {
                let result = self.printable_type();
                let change = self.literal(&func(element, result.clone()), 1);
                self.line(&format!("{name} := mapped({list}, {change})"));
                self.declare_variable(&name, &slice(result));
            }
            1 if self.has("func kept[") => {
                let keep = self.literal(&func(element.clone(), BOOL), 1);
                self.line(&format!("{name} := kept({list}, {keep})"));
                self.declare_variable(&name, &slice(element));
            }
            2 if self.has("func firstOr[") => {
                let or = self.value(&element, 1);
                self.line(&format!("{name} := firstOr[{go}]({list}, {or})"));
                self.declare_variable(&name, &element);
            }
            3 if self.has("func indexOf[") && self.types.is_comparable(&element) => {
                let wanted = self.value(&element, 1);
                self.line(&format!("{name} := indexOf({list}, {wanted})"));
                self.declare_variable(&name, &INT);
            }
            4 if self.has("func total[") => {
                let typ = self.one_of(&[INT, FLOAT, Type::Basic("int8"), Type::Basic("uint8")]);
                let (one, list) = (self.value(&typ, 1), self.value(&slice(typ.clone()), 1));
                let call = match self.once_in(2) {
                    true => format!("total[{}]({one}, {one})", self.types.name(&typ)),
                    false => format!("total({list}...)"),
                };
                self.line(&format!("{name} := {call}"));
                self.declare_variable(&name, &typ);
            }
            5 if self.has("type stack[") => {
                let (item, ok) = (self.fresh(), self.fresh());
                let first = self.value(&element, 1);
                self.line(&format!("var {name} stack[{go}]"));
                self.line(&format!("{name}.push({first})"));
                let second = self.value(&element, 1);
                self.line(&format!("{name}.push({second})"));
                self.line(&format!("{item}, {ok} := {name}.pop()"));
                self.line(&format!("fmt.Println({item}, {ok}, {name}.depth, len({name}.items))"));
            }
            _ if self.has("type pair[") => {
                let map = types::map(STRING, element);
                let value = self.value(&map, 1);
                self.open(&format!("for _, {name} := range sortedPairs({value}) {{"));
                self.line(&format!("fmt.Println({name}.key, {name}.value)"));
                self.close("}");
            }
            _ => {
                let typ = pointer(element);
                drop(self.declare_of(&typ));
            }
        }
    }
}
