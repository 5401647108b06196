;; A plugin of a few bytes that loads in a moment. LANGUAGE, CONFIGURE and REQUEST are filled in by ../../cli.rs.
(module
  (@producers (language LANGUAGE))
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 8) "hello")
  (data (i32.const 16) "bad configuration")
  (func (export "proxy_abi_version_0_2_1"))
  (func (export "proxy_on_memory_allocate") (param i32) (result i32) (i32.const 1024))
  (func (export "proxy_on_context_create") (param i32 i32))
  (func (export "proxy_on_vm_start") (param i32 i32) (result i32) (i32.const 1))
  (func (export "proxy_on_configure") (param i32 i32) (result i32) CONFIGURE)
  (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32) REQUEST (i32.const 0)))
