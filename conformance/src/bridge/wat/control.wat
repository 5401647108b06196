;; Time and chance under control. Where the environment has the variable, the module asks at the begin of each stream how
;; far its clock has gone and what its random numbers are drawn from: the testbed leaves both in the stream's metadata.
;; The value of the variable is the time at which the clock stands at first (ns since the epoch, decimal), or no number
;; for the real clock.
;;
;; A clock under control stands still, the monotonic one too. It goes on where the plugin waits (poll_oneoff), and by a
;; millisecond at each reading once a stream has read it very often: a loop that waits for it comes to its end.
(module
  (import "guest" "memory" (memory $guest 0))
  (import "guest" "proxy_on_context_create" (func $on_context_create (param i32 i32)))
  (import "env" "proxy_get_property" (func $get_property (param i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_get_current_time_nanoseconds" (func $current_time (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  ;; IMPORTS
  ;; ALLOCATOR IMPORTS

  ;; ENVIRONMENT

  ;; At 0 the path of the property, at VALUE what it holds, at COUNTS how often a stream drew random numbers of each
  ;; length, at STRETCH what stood at the start of the plugin's memory.
  (memory $own 1)
  (data (memory $own) (i32.const 0) "metadata\00filter_metadata\00conformance\00stream")
  (global $PATH_LEN i32 (i32.const 43))
  (global $VALUE i32 (i32.const 64))
  (global $VALUE_LEN i32 (i32.const 63))
  (global $COUNTS i32 (i32.const 256))
  (global $LONGEST i32 (i32.const 256))
  (global $STRETCH i32 (i32.const 4096))
  ;; In the plugin's memory, for as long as it is asked for: two words for the answer, and room for the value.
  (global $WORDS i32 (i32.const 64))
  (global $ROOM i32 (i32.const 128))
  (global $STRETCH_LEN i32 (i32.const 256))

  ;; -1 before the environment was read, 0 without control, 1 with the real clock, 2 with one that stands still.
  (global $mode (mut i32) (i32.const -1))
  ;; Where the clock stood at first, how far it has gone with this stream, and because it was waited for (ns).
  (global $start (mut i64) (i64.const 0))
  (global $gone (mut i64) (i64.const 0))
  (global $waited (mut i64) (i64.const 0))
  ;; The monotonic clock (ns); runtimes take 0 for no clock.
  (global $monotonic (mut i64) (i64.const 1000000000000))
  (global $MONOTONIC_START i64 (i64.const 1000000000000))
  ;; How often the stream has read a clock.
  (global $readings (mut i32) (i32.const 0))
  (global $MANY_READINGS i32 (i32.const 100000))
  ;; What random numbers are drawn from, 0 for real ones.
  (global $seed (mut i64) (i64.const 0))
  ;; Whether the host is asked for the property now.
  (global $asking (mut i32) (i32.const 0))
  ;; Where reading a number has come to.
  (global $at (mut i32) (i32.const 0))

  (func $control (result i32)
    (if (i32.eq (global.get $mode) (i32.const -1)) (then (call $read_environment)))
    (global.get $mode))

  (func $read_environment
    (local $digit i32)
    (global.set $mode (i32.const 0))
    (global.set $at (call $variable))
    (if (i32.eqz (global.get $at)) (then (return)))
    (global.set $mode (i32.const 1))
    (loop $next
      (local.set $digit (i32.sub (i32.load8_u $environment (global.get $at)) (i32.const 48)))
      (if (i32.lt_u (local.get $digit) (i32.const 10))
        (then
          (global.set $mode (i32.const 2))
          (global.set $start (call $with_digit (global.get $start) (local.get $digit)))
          (global.set $at (i32.add (global.get $at) (i32.const 1)))
          (br $next)))))

  (func $with_digit (param $number i64) (param $digit i32) (result i64)
    (i64.add (i64.mul (local.get $number) (i64.const 10)) (i64.extend_i32_u (local.get $digit))))

  ;; The decimal number at $at of the own memory; $at is left behind the character after it.
  (func $number (result i64)
    (local $number i64) (local $digit i32)
    (loop $next
      (local.set $digit (i32.sub (i32.load8_u $own (global.get $at)) (i32.const 48)))
      (global.set $at (i32.add (global.get $at) (i32.const 1)))
      (if (i32.lt_u (local.get $digit) (i32.const 10))
        (then
          (local.set $number (call $with_digit (local.get $number) (local.get $digit)))
          (br $next))))
    (local.get $number))

  ;; Copies the property to VALUE, with a NUL behind it; false where the stream has none.
  (func $ask (result i32)
    (local $status i32) (local $len i32)
    (if (i32.eqz (memory.size $guest)) (then (return (i32.const 0))))
    (memory.copy $own $guest (global.get $STRETCH) (i32.const 0) (global.get $STRETCH_LEN))
    (memory.copy $guest $own (i32.const 0) (i32.const 0) (global.get $PATH_LEN))
    (i64.store $guest (global.get $WORDS) (i64.const 0))
    (global.set $asking (i32.const 1))
    (local.set $status
      (call $get_property
        (i32.const 0) (global.get $PATH_LEN) (global.get $WORDS) (i32.add (global.get $WORDS) (i32.const 4))))
    (global.set $asking (i32.const 0))
    (local.set $len (i32.load $guest offset=4 (global.get $WORDS)))
    (if (i32.gt_u (local.get $len) (global.get $VALUE_LEN)) (then (local.set $len (i32.const 0))))
    (memory.copy $own $guest (global.get $VALUE) (global.get $ROOM) (local.get $len))
    (i32.store8 $own (i32.add (global.get $VALUE) (local.get $len)) (i32.const 0))
    (memory.copy $guest $own (i32.const 0) (global.get $STRETCH) (global.get $STRETCH_LEN))
    (i32.and (i32.eqz (local.get $status)) (i32.ne (local.get $len) (i32.const 0))))

  ;; How far the clock has gone (ns since it stood at first), a point, and the seed.
  (func $begin_stream
    (if (i32.eqz (call $ask)) (then (return)))
    (global.set $at (global.get $VALUE))
    (global.set $gone (call $number))
    (global.set $seed (call $number))
    (global.set $waited (i64.const 0))
    (global.set $readings (i32.const 0))
    (memory.fill $own
      (global.get $COUNTS) (i32.const 0) (i32.shl (i32.add (global.get $LONGEST) (i32.const 1)) (i32.const 2)))
    ;; It never goes back, whatever was waited for before.
    (if (i64.lt_u (global.get $monotonic) (i64.add (global.get $MONOTONIC_START) (global.get $gone)))
      (then (global.set $monotonic (i64.add (global.get $MONOTONIC_START) (global.get $gone))))))

  (func (export "guest.proxy_on_context_create") (param $context i32) (param $parent i32)
    (if (local.get $parent) (then (if (call $control) (then (call $begin_stream)))))
    (call $on_context_create (local.get $context) (local.get $parent)))

  (func $go_on (param $time i64)
    (global.set $waited (i64.add (global.get $waited) (local.get $time)))
    (global.set $monotonic (i64.add (global.get $monotonic) (local.get $time))))

  (func $count_reading
    (global.set $readings (i32.add (global.get $readings) (i32.const 1)))
    (if (i32.gt_u (global.get $readings) (global.get $MANY_READINGS)) (then (call $go_on (i64.const 1000000)))))

  ;; The wall clock, or the monotonic one.
  (func $clock (param $monotonic i32) (result i64)
    (if (result i64) (local.get $monotonic)
      (then (global.get $monotonic))
      (else (i64.add (i64.add (global.get $start) (global.get $gone)) (global.get $waited)))))

  (func (export "wasi_snapshot_preview1.clock_time_get")
    (param $clock i32) (param $precision i64) (param $time i32) (result i32)
    ;; The others measure the work of the processor.
    (if (i32.or (i32.gt_u (local.get $clock) (i32.const 1)) (i32.ne (call $control) (i32.const 2)))
      (then (return (call $clock_time_get (local.get $clock) (local.get $precision) (local.get $time)))))
    (call $count_reading)
    (i64.store $guest (local.get $time) (call $clock (local.get $clock)))
    (i32.const 0))

  (func (export "env.proxy_get_current_time_nanoseconds") (param $time i32) (result i32)
    (if (i32.ne (call $control) (i32.const 2)) (then (return (call $current_time (local.get $time)))))
    (call $count_reading)
    (i64.store $guest (local.get $time) (call $clock (i32.const 0)))
    (i32.const 0))

  ;; How long a subscription waits, -1 where it does not wait for a clock.
  (func $waits (param $subscription i32) (result i64)
    (local $time i64)
    (if (i32.load8_u $guest offset=8 (local.get $subscription)) (then (return (i64.const -1))))
    (local.set $time (i64.load $guest offset=24 (local.get $subscription)))
    ;; Until a moment, in place of for a while.
    (if (i32.and (i32.load16_u $guest offset=40 (local.get $subscription)) (i32.const 1))
      (then
        (local.set $time
          (i64.sub (local.get $time) (call $clock (i32.load $guest offset=16 (local.get $subscription)))))
        (if (i64.lt_s (local.get $time) (i64.const 0)) (then (local.set $time (i64.const 0))))))
    (local.get $time))

  (func (export "wasi_snapshot_preview1.poll_oneoff")
    (param $subscriptions i32) (param $events i32) (param $count i32) (param $happened i32) (result i32)
    (local $at i32) (local $left i32) (local $shortest i64)
    (if (i32.eq (call $control) (i32.const 2))
      (then
        (local.set $shortest (i64.const -1))
        (local.set $at (local.get $subscriptions))
        (local.set $left (local.get $count))
        (loop $next
          (if (local.get $left)
            (then
              ;; What waits for no clock is -1, the longest of all.
              (if (i64.lt_u (call $waits (local.get $at)) (local.get $shortest))
                (then (local.set $shortest (call $waits (local.get $at)))))
              (local.set $at (i32.add (local.get $at) (i32.const 48)))
              (local.set $left (i32.sub (local.get $left) (i32.const 1)))
              (br $next))))
        (if (i64.ne (local.get $shortest) (i64.const -1)) (then (call $go_on (local.get $shortest))))))
    (call $poll_oneoff
      (local.get $subscriptions) (local.get $events) (local.get $count) (local.get $happened)))

  ;; Mixes the bits of a number: the finaliser of SplitMix64.
  (func $mix (param $number i64) (result i64)
    (local.set $number
      (i64.mul
        (i64.xor (local.get $number) (i64.shr_u (local.get $number) (i64.const 30)))
        (i64.const 0xbf58476d1ce4e5b9)))
    (local.set $number
      (i64.mul
        (i64.xor (local.get $number) (i64.shr_u (local.get $number) (i64.const 27)))
        (i64.const 0x94d049bb133111eb)))
    (i64.xor (local.get $number) (i64.shr_u (local.get $number) (i64.const 31))))

  ;; What the bytes of the next draw of a length begin with. Each length is counted by itself: who draws 8 bytes more than
  ;; the other still gets the same 16.
  (func $begin_draw (param $len i32) (result i64)
    (local $count i32)
    (if (i32.gt_u (local.get $len) (global.get $LONGEST)) (then (local.set $len (global.get $LONGEST))))
    (local.set $count (i32.add (global.get $COUNTS) (i32.shl (local.get $len) (i32.const 2))))
    (i32.store $own (local.get $count) (i32.add (i32.load $own (local.get $count)) (i32.const 1)))
    (call $mix
      (i64.xor
        (call $mix (i64.add (global.get $seed) (i64.extend_i32_u (local.get $len))))
        (i64.extend_i32_u (i32.load $own (local.get $count))))))

  (func (export "wasi_snapshot_preview1.random_get") (param $to i32) (param $len i32) (result i32)
    (local $state i64) (local $end i32) (local $bits i64)
    (if (i32.or
          (i64.eqz (global.get $seed))
          ;; The host has its own answer to an address outside of memory.
          (i64.gt_u
            (i64.add (i64.extend_i32_u (local.get $to)) (i64.extend_i32_u (local.get $len)))
            (i64.shl (i64.extend_i32_u (memory.size $guest)) (i64.const 16))))
      (then (return (call $random_get (local.get $to) (local.get $len)))))
    (local.set $state (call $begin_draw (local.get $len)))
    ;; The bytes read the same from both ends: of two libraries that make one number of them, one may begin at the first
    ;; byte and the other at the last.
    (local.set $end (i32.add (local.get $to) (local.get $len)))
    (loop $next
      (if (i32.lt_u (local.get $to) (local.get $end))
        (then
          (local.set $end (i32.sub (local.get $end) (i32.const 1)))
          (local.set $state (i64.add (local.get $state) (i64.const 0x9e3779b97f4a7c15)))
          (local.set $bits (call $mix (local.get $state)))
          (i64.store8 $guest (local.get $to) (local.get $bits))
          (i64.store8 $guest (local.get $end) (local.get $bits))
          (local.set $to (i32.add (local.get $to) (i32.const 1)))
          (br $next))))
    (i32.const 0))
;; ALLOCATORS
)
