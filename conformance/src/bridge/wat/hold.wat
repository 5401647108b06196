;; Where the environment holds the VM, the plugin is not started: the host keeps the module, compiled, without a
;; configuration that the plugin would accept.
(module
  (import "guest" "memory" (memory $guest 0))
  (import "guest" "proxy_on_vm_start" (func $vm_start (param i32 i32) (result i32)))
  (import "guest" "proxy_on_configure" (func $configure (param i32 i32) (result i32)))
  ;; IMPORTS

  ;; ENVIRONMENT

  (func (export "guest.proxy_on_vm_start") (param $root i32) (param $size i32) (result i32)
    (if (call $variable) (then (return (i32.const 1))))
    (call $vm_start (local.get $root) (local.get $size)))

  (func (export "guest.proxy_on_configure") (param $root i32) (param $size i32) (result i32)
    (if (call $variable) (then (return (i32.const 1))))
    (call $configure (local.get $root) (local.get $size))))
