;; A plugin that says hello, and a port of it that misbehaves as the first letter of the request header `x-do` says. LANGUAGE
;; tells the two apart; DO is `do` in the port.
(module
  (@producers (language LANGUAGE))
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (import "env" "proxy_get_header_map_value" (func $header (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_set_shared_data" (func $share (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_send_local_response"
    (func $respond (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (data (i32.const 8) "hello")
  (data (i32.const 16) "x-DO")
  (func (export "proxy_abi_version_0_2_1"))
  (func (export "proxy_on_memory_allocate") (param i32) (result i32) (i32.const 1024))
  (func (export "proxy_on_context_create") (param i32 i32))
  (func (export "proxy_on_vm_start") (param i32 i32) (result i32) (i32.const 1))
  (func (export "proxy_on_configure") (param i32 i32) (result i32) (i32.const 1))

  (func $hello (drop (call $log (i32.const 2) (i32.const 8) (i32.const 5))))

  ;; Logs more lines than anybody reads.
  (func $flood (local $left i32)
    (local.set $left (i32.const 101000))
    (loop $again
      (call $hello)
      (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))

  (func $flood_for_ever (loop $again (call $hello) (br $again)))

  (func $loop_for_ever (loop $again (br $again)))

  ;; Takes memory until there is no more of it, and traps like an allocator then.
  (func $leak
    (loop $again (br_if $again (i32.ne (memory.grow (i32.const 256)) (i32.const -1))))
    (unreachable))

  ;; Leaves ever more with the host: 1 MiB under each of many names, the name's four bytes at 0.
  (func $hoard
    (drop (memory.grow (i32.const 16)))
    (loop $again
      (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
      (drop (call $share (i32.const 0) (i32.const 4) (i32.const 65536) (i32.const 1048576) (i32.const 0)))
      (br $again)))

  ;; Answers 100 MiB.
  (func $answer
    (drop (memory.grow (i32.const 1600)))
    (memory.fill (i32.const 65536) (i32.const 120) (i32.const 104857600))
    (drop (call $respond (i32.const 200) (i32.const 8) (i32.const 5) (i32.const 65536) (i32.const 104857600)
      (i32.const 0) (i32.const 0) (i32.const -1))))

  (func $is (param $letter i32) (result i32) (i32.eq (i32.load8_u (i32.const 1024)) (local.get $letter)))

  (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
    (call $hello)
    (i32.store (i32.const 32) (i32.const 0))
    (drop (call $header (i32.const 0) (i32.const 16) (i32.const 4) (i32.const 28) (i32.const 32)))
    (if (i32.eqz (i32.load (i32.const 32))) (then (return (i32.const 0))))
    (if (call $is (i32.const 102)) (then (call $flood)))
    (if (call $is (i32.const 70)) (then (call $flood_for_ever)))
    (if (call $is (i32.const 108)) (then (call $loop_for_ever)))
    (if (call $is (i32.const 109)) (then (call $leak)))
    (if (call $is (i32.const 104)) (then (call $hoard)))
    (if (call $is (i32.const 97)) (then (call $answer) (return (i32.const 1))))
    (i32.const 0)))
