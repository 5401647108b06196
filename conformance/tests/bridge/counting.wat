;; A plugin of Higress that makes fifty calls of Redis at once for each request and answers with the replies.
(module
  (import "env" "proxy_redis_init" (func $redis_init (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_redis_call" (func $redis_call (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_get_buffer_bytes" (func $buffer (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_set_effective_context" (func $effective (param i32) (result i32)))
  (import "env" "proxy_send_local_response" (func $answer (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))

  ;; At 1000 words for the host to write. From 65536 what the host allocates. At CONTEXTS the context of each
  ;; token. At REPLIES a kilobyte for each context: the count of replies, their length, the replies.
  (memory (export "memory") 16)
  (data (i32.const 0) "redis?db=1")
  (data (i32.const 16) "*2\r\n$4\r\nINCR\r\n$1\r\nc\r\n")
  (global $CONTEXTS i32 (i32.const 0x20000))
  (global $REPLIES i32 (i32.const 0x80000))
  (global $free (mut i32) (i32.const 65536))

  (func (export "proxy_abi_version_0_2_100"))
  (func (export "proxy_on_context_create") (param i32 i32))

  (func (export "proxy_on_memory_allocate") (param $size i32) (result i32)
    (if (i32.gt_u (i32.add (global.get $free) (local.get $size)) (i32.const 131072))
      (then (global.set $free (i32.const 65536))))
    (global.get $free)
    (global.set $free (i32.add (global.get $free) (local.get $size))))

  (func (export "proxy_on_configure") (param i32 i32) (result i32)
    (i32.eqz
      (call $redis_init
        (i32.const 0) (i32.const 10) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 5000))))

  (func $context_at (param $token i32) (result i32)
    (i32.add (global.get $CONTEXTS) (i32.shl (i32.and (local.get $token) (i32.const 0xffff)) (i32.const 2))))
  (func $replies_of (param $context i32) (result i32)
    (i32.add (global.get $REPLIES) (i32.shl (i32.and (local.get $context) (i32.const 0xff)) (i32.const 10))))

  (func (export "proxy_on_request_headers") (param $context i32) (param i32 i32) (result i32)
    (local $calls i32)
    (i64.store (call $replies_of (local.get $context)) (i64.const 0))
    (loop $next
      (if (call $redis_call (i32.const 0) (i32.const 5) (i32.const 16) (i32.const 21) (i32.const 1000))
        (then (unreachable)))
      (i32.store (call $context_at (i32.load (i32.const 1000))) (local.get $context))
      (local.set $calls (i32.add (local.get $calls) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $calls) (i32.const 50))))
    ;; HeaderStopAllIterationAndWatermark
    (i32.const 4))

  (func (export "proxy_on_redis_call_response") (param $root i32) (param $token i32) (param $status i32) (param $size i32)
    (local $context i32) (local $replies i32) (local $len i32)
    (local.set $context (i32.load (call $context_at (local.get $token))))
    (local.set $replies (call $replies_of (local.get $context)))
    (if (local.get $status) (then (unreachable)))
    (if (call $buffer (i32.const 9) (i32.const 0) (local.get $size) (i32.const 1004) (i32.const 1008))
      (then (unreachable)))
    (local.set $len (i32.load offset=4 (local.get $replies)))
    (memory.copy
      (i32.add (i32.add (local.get $replies) (i32.const 8)) (local.get $len))
      (i32.load (i32.const 1004))
      (local.get $size))
    (local.set $len (i32.add (local.get $len) (local.get $size)))
    (i32.store offset=4 (local.get $replies) (local.get $len))
    (i32.store (local.get $replies) (i32.add (i32.load (local.get $replies)) (i32.const 1)))
    (if (i32.eq (i32.load (local.get $replies)) (i32.const 50))
      (then
        (drop (call $effective (local.get $context)))
        (drop
          (call $answer
            (i32.const 200) (i32.const 0) (i32.const 0)
            (i32.add (local.get $replies) (i32.const 8)) (local.get $len)
            (i32.const 0) (i32.const 0) (i32.const -1)))))))
