;; proxy_set_tick_period_milliseconds, which says first that it is called with a period.
(module
  (import "guest" "memory" (memory $guest 0))
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (import "env" "proxy_set_tick_period_milliseconds" (func $set_period (param i32) (result i32)))

  ;; At 0 the line that is logged, at KEPT what stood in the plugin's memory.
  (memory $own 1)
  (data (memory $own) (i32.const 0) "TICKS")
  (global $KEPT i32 (i32.const 1024))

  (func $say_so
    (memory.copy $own $guest (global.get $KEPT) (i32.const 0) (i32.const TICKS_LEN))
    (memory.copy $guest $own (i32.const 0) (i32.const 0) (i32.const TICKS_LEN))
    (drop (call $log (i32.const 1) (i32.const 0) (i32.const TICKS_LEN)))
    (memory.copy $guest $own (i32.const 0) (global.get $KEPT) (i32.const TICKS_LEN)))

  (func (export "env.proxy_set_tick_period_milliseconds") (param $period i32) (result i32)
    (if (i32.and (i32.ne (local.get $period) (i32.const 0)) (i32.ne (memory.size $guest) (i32.const 0)))
      (then (call $say_so)))
    (call $set_period (local.get $period))))
