;; A plugin whose exports pass every call on to the host as they get it.
(module
  (import "env" "proxy_redis_init" (func $redis_init (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_redis_call" (func $redis_call (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_http_call" (func $http_call (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_get_buffer_bytes" (func $buffer (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_get_current_time_nanoseconds" (func $time (param i32) (result i32)))
  (import "env" "proxy_get_upstream_hosts" (func $hosts (param i32 i32) (result i32)))
  (import "env" "proxy_set_upstream_override_host" (func $override (param i32 i32) (result i32)))
  (import "env" "proxy_inject_encoded_data_to_filter_chain" (func $inject (param i32 i32 i32) (result i32)))
  (import "env" "proxy_get_property" (func $property (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))

  (memory (export "memory") 1)
  (data (i32.const 100) "text of the plugin")

  (func (export "proxy_abi_version_0_2_100"))

  (func (export "redis_init") (param i32 i32 i32 i32 i32 i32 i32) (result i32)
    (call $redis_init
      (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6)))
  (func (export "redis_call") (param i32 i32 i32 i32 i32) (result i32)
    (call $redis_call (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4)))
  (func (export "http_call") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (call $http_call
      (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4)
      (local.get 5) (local.get 6) (local.get 7) (local.get 8) (local.get 9)))
  (func (export "buffer") (param i32 i32 i32 i32 i32) (result i32)
    (call $buffer (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4)))
  (func (export "property") (param i32 i32 i32 i32) (result i32)
    (call $property (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  (func (export "time") (param i32) (result i32) (call $time (local.get 0)))
  (func (export "clock") (param i32 i64 i32) (result i32)
    (call $clock (local.get 0) (local.get 1) (local.get 2)))
  (func (export "yield") (result i32) (call $yield))
  (func (export "hosts") (param i32 i32) (result i32) (call $hosts (local.get 0) (local.get 1)))
  (func (export "override") (param i32 i32) (result i32) (call $override (local.get 0) (local.get 1)))
  (func (export "inject") (param i32 i32 i32) (result i32)
    (call $inject (local.get 0) (local.get 1) (local.get 2)))

  ;; At 60000: the arguments, then status, address and length of a read of buffer 9.
  (func (export "proxy_on_redis_call_response") (param i32 i32 i32 i32)
    (i32.store (i32.const 60000) (local.get 0))
    (i32.store (i32.const 60004) (local.get 1))
    (i32.store (i32.const 60008) (local.get 2))
    (i32.store (i32.const 60012) (local.get 3))
    (i32.store (i32.const 60016)
      (call $buffer (i32.const 9) (i32.const 0) (i32.const -1) (i32.const 60020) (i32.const 60024))))

  ;; At 60200: the arguments.
  (func (export "proxy_on_http_call_response") (param i32 i32 i32 i32 i32)
    (i32.store (i32.const 60200) (local.get 0))
    (i32.store (i32.const 60204) (local.get 1))
    (i32.store (i32.const 60208) (local.get 2))
    (i32.store (i32.const 60212) (local.get 3))
    (i32.store (i32.const 60216) (local.get 4)))

  (func (export "proxy_on_memory_allocate") (param i32) (result i32) (i32.const 40000))
  (func (export "proxy_on_tick") (param i32))
  (func (export "proxy_on_request_body") (param i32 i32 i32) (result i32) (i32.const 3))
  (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32) (unreachable)))
