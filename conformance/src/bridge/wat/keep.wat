  ;; Where the environment names a gauge, the lines of a stream are kept back until it ends, and the gauge says meanwhile
  ;; which callback is open.
  ;; ENVIRONMENT

  ;; -1 before the environment was read; whether lines are kept back.
  (global $mode (mut i32) (i32.const -1))
  (global $gauge (mut i32) (i32.const 0))
  (global $GAUGE_TYPE i32 (i32.const 1))
  ;; More than so much is not kept back (bytes).
  (global $MOST_KEPT_BACK i32 (i32.const 16384))

  (func $keeps (result i32)
    (if (i32.eq (global.get $mode) (i32.const -1)) (then (call $read_mode)))
    (global.get $mode))

  ;; The name goes to the plugin's memory behind a word for the answer, for as long as the host reads it.
  (func $read_mode
    (local $name i32) (local $len i32)
    (global.set $mode (i32.const 0))
    (local.set $name (call $variable))
    (if (i32.eqz (local.get $name)) (then (return)))
    (local.set $len (i32.sub (i32.sub (call $behind (local.get $name)) (local.get $name)) (i32.const 1)))
    (memory.copy $own $guest (global.get $STRETCH) (i32.const 0) (i32.add (local.get $len) (i32.const 8)))
    (memory.copy $guest $environment (i32.const 8) (local.get $name) (local.get $len))
    (global.set $mode
      (i32.eqz (call $define_metric (global.get $GAUGE_TYPE) (i32.const 8) (local.get $len) (i32.const 0))))
    (global.set $gauge (i32.load $guest (i32.const 0)))
    (memory.copy $guest $own (i32.const 0) (global.get $STRETCH) (i32.add (local.get $len) (i32.const 8))))

  ;; The time of the host (µs).
  (func $moment (result i64)
    (local $kept i64) (local $time i64)
    (local.set $kept (i64.load $guest (i32.const 0)))
    (drop (call $clock_time_get (i32.const 0) (i64.const 1) (i32.const 0)))
    (local.set $time (i64.load $guest (i32.const 0)))
    (i64.store $guest (i32.const 0) (local.get $kept))
    (i64.div_u (local.get $time) (i64.const 1000)))

  (func $enter (param $callback i32)
    (if (i32.eqz (call $keeps)) (then (call $say) (return)))
    (drop
      (call $record_metric
        (global.get $gauge)
        (i64.or (i64.shl (call $moment) (i64.const 8)) (i64.extend_i32_u (local.get $callback))))))

  (func $leave (param $ends i32)
    (if (call $keeps) (then (drop (call $record_metric (global.get $gauge) (i64.const 0)))))
    (if (i32.or
          (i32.or (local.get $ends) (i32.eqz (global.get $mode)))
          (i32.gt_u (i32.sub (global.get $end) (global.get $LINE)) (global.get $MOST_KEPT_BACK)))
      (then (call $say))))
