;; The host functions of Higress that stock Envoy gives a module no means for: all answer Unimplemented.
(module
  (func (export "env.proxy_get_upstream_hosts") (param i32 i32) (result i32)
    (i32.const 12))
  (func (export "env.proxy_set_upstream_override_host") (param i32 i32) (result i32)
    (i32.const 12))
  (func (export "env.proxy_inject_encoded_data_to_filter_chain") (param i32 i32 i32) (result i32)
    (i32.const 12)))
