;; Tells which counters were reached for the first time, whenever a callback returns.
;;
;; The counters begin at 0, a byte each, and the plugin's own code sets them. At SEEN stand those that were told, at
;; LINE the line, at KEPT what stood in the plugin's memory.
(module
  (import "guest" "memory" (memory $guest 0))
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
;; IMPORTS

  (memory $own PAGES)
  (data (memory $own) (i32.const LINE) "PREFIX")
  (global $end (mut i32) (i32.const 0))

  ;; Appends eight hexadecimal digits and a space.
  (func $number (param $value i32)
    (local $shift i32) (local $digit i32)
    (local.set $shift (i32.const 32))
    (loop $next
      (local.set $shift (i32.sub (local.get $shift) (i32.const 4)))
      (local.set $digit (i32.and (i32.shr_u (local.get $value) (local.get $shift)) (i32.const 15)))
      (i32.store8 $own (global.get $end)
        (i32.add (local.get $digit)
          (select (i32.const 87) (i32.const 48) (i32.gt_u (local.get $digit) (i32.const 9)))))
      (global.set $end (i32.add (global.get $end) (i32.const 1)))
      (br_if $next (local.get $shift)))
    (i32.store8 $own (global.get $end) (i32.const 32))
    (global.set $end (i32.add (global.get $end) (i32.const 1))))

  ;; Logs the line at level debug, from the start of the plugin's memory, where it has numbers; and begins a new one.
  (func $say
    (local $len i32)
    (local.set $len (i32.sub (global.get $end) (i32.const LINE)))
    (global.set $end (i32.add (i32.const LINE) (i32.const PREFIX_LEN)))
    (if (i32.le_s (local.get $len) (i32.const PREFIX_LEN)) (then (return)))
    (memory.copy $own $guest (i32.const KEPT) (i32.const 0) (local.get $len))
    (memory.copy $guest $own (i32.const 0) (i32.const LINE) (local.get $len))
    (drop (call $log (i32.const 1) (i32.const 0) (local.get $len)))
    (memory.copy $guest $own (i32.const 0) (i32.const KEPT) (local.get $len)))

  (func $tell
    (local $at i32) (local $new i64) (local $byte i32)
    (if (i32.eqz (memory.size $guest)) (then (return)))
    (global.set $end (i32.add (i32.const LINE) (i32.const PREFIX_LEN)))
    (loop $words
      ;; Counters are 0 or 1, so what is set here and not there is new.
      (local.set $new
        (i64.xor (i64.load $own (local.get $at)) (i64.load $own offset=SEEN (local.get $at))))
      (if (i64.ne (local.get $new) (i64.const 0))
        (then
          (i64.store $own offset=SEEN (local.get $at) (i64.load $own (local.get $at)))
          (local.set $byte (i32.const 0))
          (loop $bytes
            (if (i32.and (i32.wrap_i64 (local.get $new)) (i32.const 1))
              (then (call $number (i32.add (local.get $at) (local.get $byte)))))
            (local.set $new (i64.shr_u (local.get $new) (i64.const 8)))
            (local.set $byte (i32.add (local.get $byte) (i32.const 1)))
            (br_if $bytes (i64.ne (local.get $new) (i64.const 0))))
          ;; Room for the numbers of one more word.
          (if (i32.gt_u (global.get $end) (i32.const FULL)) (then (call $say)))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $words (i32.lt_u (local.get $at) (i32.const SEEN))))
    (call $say))

;; WRAPPERS
)
