;; proxy_get_property with the names that Higress has for the route and its cluster. Stock Envoy keeps both
;; under `xds`, and without them no rule by route or service matches.
;;
;; The longer name is written over the start of the plugin's memory, which is put back afterwards. The host
;; calls the plugin's allocator meanwhile: it neither keeps anything at the address 0 nor hands it out.
(module
  (import "guest" "memory" (memory $guest 0))
  (import "env" "proxy_get_property" (func $get_property (param i32 i32 i32 i32) (result i32)))

  ;; At 0 and at 16 the names of stock Envoy; behind the first four bytes of each stands Higress's. At 32
  ;; the start of the plugin's memory is kept.
  (memory $own 1)
  (data (memory $own) (i32.const 0) "xds\00route_name")
  (data (memory $own) (i32.const 16) "xds\00cluster_name")
  (global $KEPT i32 (i32.const 32))
  (global $LONGEST i32 (i32.const 16))

  ;; Whether a text of the plugin is the name of Higress at this place.
  (func $is (param $text i32) (param $len i32) (param $name i32) (param $name_len i32) (result i32)
    (if (i32.ne (local.get $len) (local.get $name_len)) (then (return (i32.const 0))))
    (loop $next
      (if (local.get $len)
        (then
          (local.set $len (i32.sub (local.get $len) (i32.const 1)))
          (br_if $next
            (i32.eq
              (i32.load8_u $guest (i32.add (local.get $text) (local.get $len)))
              (i32.load8_u $own offset=4 (i32.add (local.get $name) (local.get $len)))))
          (return (i32.const 0)))))
    (i32.const 1))

  (func $get_from_start (param $name i32) (param $len i32) (param $value i32) (param $size i32) (result i32)
    (local $status i32)
    (memory.copy $own $guest (global.get $KEPT) (i32.const 0) (global.get $LONGEST))
    (memory.copy $guest $own (i32.const 0) (local.get $name) (local.get $len))
    (local.set $status
      (call $get_property (i32.const 0) (local.get $len) (local.get $value) (local.get $size)))
    (memory.copy $guest $own (i32.const 0) (global.get $KEPT) (global.get $LONGEST))
    (local.get $status))

  (func (export "env.proxy_get_property")
    (param $path i32) (param $path_len i32) (param $value i32) (param $size i32) (result i32)
    (local $status i32)
    (local.set $status
      (call $get_property (local.get $path) (local.get $path_len) (local.get $value) (local.get $size)))
    ;; NotFound: a host that knows the name has answered.
    (if (i32.ne (local.get $status) (i32.const 1)) (then (return (local.get $status))))
    ;; What the host writes must not be put back.
    (if (i32.lt_u (local.get $value) (global.get $LONGEST)) (then (return (local.get $status))))
    (if (i32.lt_u (local.get $size) (global.get $LONGEST)) (then (return (local.get $status))))
    (if (call $is (local.get $path) (local.get $path_len) (i32.const 0) (i32.const 10))
      (then (return (call $get_from_start (i32.const 0) (i32.const 14) (local.get $value) (local.get $size)))))
    (if (call $is (local.get $path) (local.get $path_len) (i32.const 16) (i32.const 12))
      (then (return (call $get_from_start (i32.const 16) (i32.const 16) (local.get $value) (local.get $size)))))
    (local.get $status)))
