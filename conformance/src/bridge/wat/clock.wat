;; A wall clock that stands still. The monotonic clock goes on: runtimes wait by it.
(module
  (import "guest" "memory" (memory $guest 0))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))

  ;; At 0 stands what the linker gives: its length, then the time (ns since the epoch).
  (memory $own 1)

  (func (export "wasi_snapshot_preview1.clock_time_get")
    (param $clock i32) (param $precision i64) (param $time i32) (result i32)
    (if (local.get $clock)
      (then (return (call $clock_time_get (local.get $clock) (local.get $precision) (local.get $time)))))
    (i64.store $guest (local.get $time) (i64.load $own (i32.const 4)))
    (i32.const 0))

  (func (export "env.proxy_get_current_time_nanoseconds") (param $time i32) (result i32)
    (i64.store $guest (local.get $time) (i64.load $own (i32.const 4)))
    (i32.const 0)))
