;; What SDKs of the time between two ABIs wrote: the marker of 0.1.0, and headers callbacks of 0.2.0.
(module $between
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (import "wasi_unstable" "proc_exit" (func (param i32)))
  (memory (export "memory") 1)
  (func (export "_start"))
  (func (export "malloc") (param i32) (result i32) (i32.const 1024))
  (func (export "proxy_abi_version_0_1_0"))
  (func $main.answer (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
    (drop (call $log (i32.const 2) (i32.const 8) (i32.const 5))) (i32.const 0))
  (func $main.new (export "proxy_on_context_create") (param i32 i32))
  (func $os.exit (unreachable))
  (data (i32.const 8) "hello")
  (@producers (language "Go" "go1.24.11")))
