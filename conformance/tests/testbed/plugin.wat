;; A plugin that does what it is told by the first letter of its configuration, or of the request header `x-do`:
;; `r` refuses, `t` traps, `l` loops for ever, `h` waits without end, `w` waits for a tick, `s` answers by itself, `c` calls a service out,
;; anything else goes on.
(module
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (import "env" "proxy_get_buffer_bytes" (func $buffer (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_get_header_map_value" (func $header (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_set_property" (func $set_property (param i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_send_local_response"
    (func $respond (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_http_call"
    (func $call (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_continue_stream" (func $continue (param i32) (result i32)))
  (import "env" "proxy_set_effective_context" (func $enter (param i32) (result i32)))
  (import "env" "proxy_set_tick_period_milliseconds" (func $tick (param i32) (result i32)))

  (memory (export "memory") 2)
  (data (i32.const 16) "x-do")
  (data (i32.const 32) "configured")
  (data (i32.const 48) "request")
  (data (i32.const 64) "done")
  (data (i32.const 80) "custom")
  (data (i32.const 96) "value")
  (data (i32.const 112) "the-service")
  (data (i32.const 128) "answered")
  ;; :method GET, :path /called, :authority a
  (data (i32.const 256)
    "\03\00\00\00\07\00\00\00\03\00\00\00\05\00\00\00\07\00\00\00\0a\00\00\00\01\00\00\00"
    ":method\00GET\00:path\00/called\00:authority\00a\00")
  (global $free (mut i32) (i32.const 8192))
  (global $stream (mut i32) (i32.const 0))

  (func (export "proxy_abi_version_0_2_1"))

  ;; Starts again from the beginning when memory is used up: nothing is kept for longer than a callback.
  (func (export "proxy_on_memory_allocate") (param $size i32) (result i32)
    (local $at i32)
    (if (i32.gt_u (i32.add (global.get $free) (local.get $size)) (i32.const 131072))
      (then (global.set $free (i32.const 8192))))
    (local.set $at (global.get $free))
    (global.set $free (i32.and (i32.add (i32.add (local.get $at) (local.get $size)) (i32.const 15)) (i32.const -16)))
    (local.get $at))

  (func $say (param $level i32) (param $at i32) (param $length i32)
    (drop (call $log (local.get $level) (local.get $at) (local.get $length))))

  ;; The letter that a pointer at 0 and a length at 4 lead to.
  (func $letter (result i32)
    (if (result i32) (i32.load (i32.const 4))
      (then (i32.load8_u (i32.load (i32.const 0))))
      (else (i32.const 0))))

  (func $obey (param $letter i32)
    (if (i32.eq (local.get $letter) (i32.const 116)) (then (unreachable)))
    (if (i32.eq (local.get $letter) (i32.const 108)) (then (loop $again (br $again)))))

  (func (export "proxy_on_vm_start") (param i32 i32) (result i32) (i32.const 1))
  (func (export "proxy_on_context_create") (param i32 i32))

  (func (export "proxy_on_configure") (param $root i32) (param $size i32) (result i32)
    (i32.store (i32.const 4) (i32.const 0))
    (drop (call $buffer (i32.const 7) (i32.const 0) (local.get $size) (i32.const 0) (i32.const 4)))
    (call $say (i32.const 2) (i32.const 32) (i32.const 10))
    (call $obey (call $letter))
    (i32.ne (call $letter) (i32.const 114)))

  (func (export "proxy_on_request_headers") (param $stream i32) (param i32 i32) (result i32)
    (i32.store (i32.const 4) (i32.const 0))
    (global.set $stream (local.get $stream))
    (drop (call $header (i32.const 0) (i32.const 16) (i32.const 4) (i32.const 0) (i32.const 4)))
    (call $say (i32.const 3) (i32.const 48) (i32.const 7))
    (drop (call $set_property (i32.const 80) (i32.const 6) (i32.const 96) (i32.const 5)))
    (call $obey (call $letter))
    (if (i32.eq (call $letter) (i32.const 104)) (then (return (i32.const 1))))
    (if (i32.eq (call $letter) (i32.const 119))
      (then
        (drop (call $tick (i32.const 300)))
        (return (i32.const 1))))
    (if (i32.eq (call $letter) (i32.const 115))
      (then
        (drop (call $respond (i32.const 418) (i32.const 0) (i32.const 0) (i32.const 64) (i32.const 4)
          (i32.const 0) (i32.const 0) (i32.const -1)))
        (return (i32.const 1))))
    (if (i32.eq (call $letter) (i32.const 99))
      (then
        (if (call $call (i32.const 112) (i32.const 11) (i32.const 256) (i32.const 67) (i32.const 0) (i32.const 0)
            (i32.const 0) (i32.const 0) (i32.const 500) (i32.const 8))
          (then (return (i32.const 0))))
        (return (i32.const 1))))
    (i32.const 0))

  (func (export "proxy_on_http_call_response") (param i32 i32 i32 i32 i32)
    (call $say (i32.const 2) (i32.const 128) (i32.const 8))
    (drop (call $enter (global.get $stream)))
    (drop (call $continue (i32.const 0))))

  (func (export "proxy_on_tick") (param i32)
    (drop (call $tick (i32.const 0)))
    (drop (call $enter (global.get $stream)))
    (drop (call $continue (i32.const 0))))

  (func (export "proxy_on_request_body") (param i32 i32 i32) (result i32) (i32.const 0))
  (func (export "proxy_on_response_headers") (param i32 i32 i32) (result i32) (i32.const 0))
  (func (export "proxy_on_done") (param i32) (result i32) (i32.const 1))
  (func (export "proxy_on_log") (param i32) (call $say (i32.const 1) (i32.const 64) (i32.const 4)))
  (func (export "proxy_on_delete") (param i32)))
