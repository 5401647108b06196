;; proxy_http_call with a text in front of the cluster name. A call that the host refuses is told at level debug, with
;; the name: the cluster may be missing.
;;
;; The host reads the name from the memory of the plugin, where there is no room for a longer one. So the
;; name is written over a stretch that no argument of the call touches, and the stretch is put back
;; afterwards: the plugin does not run meanwhile, and the host keeps a copy.
(module
  (import "guest" "memory" (memory $guest 0))
  (import "env" "proxy_http_call"
    (func $http_call (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  ;; IMPORTS

  ;; At 0 stands the text: its length, then its bytes. At 1024 the begin of the line that is told. At 4096 a stretch is
  ;; kept: that begin, the text, the name.
  (memory $own 1)
  (data (memory $own) (i32.const 1024) "ASKED")
  ;; ENVIRONMENT

;; STRETCH

  ;; Makes room for so many bytes at 4096; false where memory has run out.
  (func $room (param $len i32) (result i32)
    (local $pages i32)
    (local.set $pages (i32.add (i32.shr_u (local.get $len) (i32.const 16)) (i32.const 2)))
    (if (i32.le_u (local.get $pages) (memory.size $own)) (then (return (i32.const 1))))
    (i32.ne
      (memory.grow $own (i32.sub (local.get $pages) (memory.size $own)))
      (i32.const -1)))

  (func (export "env.proxy_http_call")
    (param $name i32) (param $name_len i32) (param $headers i32) (param $headers_len i32)
    (param $body i32) (param $body_len i32) (param $trailers i32) (param $trailers_len i32)
    (param $timeout i32) (param $token i32) (result i32)
    (local $prefix_len i32) (local $len i64) (local $at i64) (local $before i64) (local $status i32)
    (call $prepend)
    (local.set $prefix_len (i32.load $own (i32.const 0)))
    (local.set $len
      (i64.add
        (i64.add (i64.extend_i32_u (local.get $prefix_len)) (i64.extend_i32_u (local.get $name_len)))
        (i64.const ASK_LEN)))

    ;; The host has its own answer to an address outside of memory.
    (if (i32.eqz (call $inside (i64.extend_i32_u (local.get $name)) (i64.extend_i32_u (local.get $name_len))))
      (then
        (return
          (call $http_call
            (local.get $name) (local.get $name_len) (local.get $headers) (local.get $headers_len)
            (local.get $body) (local.get $body_len) (local.get $trailers) (local.get $trailers_len)
            (local.get $timeout) (local.get $token)))))

    (loop $again
      (local.set $before (local.get $at))
      (local.set $at (call $clear_of (local.get $at) (local.get $len) (local.get $name) (local.get $name_len)))
      (local.set $at (call $clear_of (local.get $at) (local.get $len) (local.get $headers) (local.get $headers_len)))
      (local.set $at (call $clear_of (local.get $at) (local.get $len) (local.get $body) (local.get $body_len)))
      (local.set $at (call $clear_of (local.get $at) (local.get $len) (local.get $trailers) (local.get $trailers_len)))
      (local.set $at (call $clear_of (local.get $at) (local.get $len) (local.get $token) (i32.const 4)))
      (br_if $again (i64.ne (local.get $at) (local.get $before))))

    ;; InternalFailure: the arguments fill the whole memory.
    (if (i32.eqz (call $inside (local.get $at) (local.get $len))) (then (return (i32.const 10))))
    (if (i32.eqz (call $room (i32.wrap_i64 (local.get $len)))) (then (return (i32.const 10))))

    (memory.copy $own $guest
      (i32.const 4096) (i32.wrap_i64 (local.get $at)) (i32.wrap_i64 (local.get $len)))
    (memory.copy $guest $own
      (i32.wrap_i64 (local.get $at)) (i32.const 1024) (i32.const ASK_LEN))
    (memory.copy $guest $own
      (i32.add (i32.wrap_i64 (local.get $at)) (i32.const ASK_LEN)) (i32.const 4) (local.get $prefix_len))
    (memory.copy $guest $guest
      (i32.add (i32.wrap_i64 (local.get $at)) (i32.add (local.get $prefix_len) (i32.const ASK_LEN)))
      (local.get $name) (local.get $name_len))
    (local.set $status
      (call $http_call
        (i32.add (i32.wrap_i64 (local.get $at)) (i32.const ASK_LEN))
        (i32.sub (i32.wrap_i64 (local.get $len)) (i32.const ASK_LEN))
        (local.get $headers) (local.get $headers_len)
        (local.get $body) (local.get $body_len) (local.get $trailers) (local.get $trailers_len)
        (local.get $timeout) (local.get $token)))
    (if (local.get $status)
      (then (drop (call $log (i32.const 1) (i32.wrap_i64 (local.get $at)) (i32.wrap_i64 (local.get $len))))))
    (memory.copy $guest $own
      (i32.wrap_i64 (local.get $at)) (i32.const 4096) (i32.wrap_i64 (local.get $len)))
    (local.get $status)))
