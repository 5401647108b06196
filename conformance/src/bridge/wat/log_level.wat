;; proxy_log for a host that does not log at level trace, as it would then tell of every crossing by itself: a line of
;; that level goes out at level debug, behind a line that says so.
(module
  (import "guest" "memory" (memory $guest 0))
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))

  ;; At 0 the line that is logged before, at KEPT what stood in the plugin's memory.
  (memory $own 1)
  (data (memory $own) (i32.const 0) "FOLLOWS")
  (global $KEPT i32 (i32.const 1024))

  ;; Whether the host can read the line: of one that it cannot read it says nothing.
  (func $inside (param $at i32) (param $len i32) (result i32)
    (i64.le_u
      (i64.add (i64.extend_i32_u (local.get $at)) (i64.extend_i32_u (local.get $len)))
      (i64.shl (i64.extend_i32_u (memory.size $guest)) (i64.const 16))))

  (func $say_so
    (memory.copy $own $guest (global.get $KEPT) (i32.const 0) (i32.const FOLLOWS_LEN))
    (memory.copy $guest $own (i32.const 0) (i32.const 0) (i32.const FOLLOWS_LEN))
    (drop (call $log (i32.const 1) (i32.const 0) (i32.const FOLLOWS_LEN)))
    (memory.copy $guest $own (i32.const 0) (global.get $KEPT) (i32.const FOLLOWS_LEN)))

  (func (export "env.proxy_log") (param $level i32) (param $at i32) (param $len i32) (result i32)
    (if (i32.eqz (local.get $level))
      (then
        (local.set $level (i32.const 1))
        (if (i32.and (i32.ne (memory.size $guest) (i32.const 0)) (call $inside (local.get $at) (local.get $len)))
          (then (call $say_so)))))
    (call $log (local.get $level) (local.get $at) (local.get $len))))
