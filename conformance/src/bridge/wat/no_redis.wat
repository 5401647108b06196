;; Where the environment says so, there is no Redis: who initialises a client or calls one is refused, as where no
;; cluster has the name.
(module
  (import "guest" "memory" (memory $guest 0))
  (import "below.env" "proxy_redis_init"
    (func $redis_init (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "below.env" "proxy_redis_call"
    (func $redis_call (param i32 i32 i32 i32 i32) (result i32)))
  ;; IMPORTS

  ;; ENVIRONMENT

  ;; Whether there is none; -1 before the environment is read.
  (global $missing (mut i32) (i32.const -1))
  (func $is_missing (result i32)
    (if (i32.eq (global.get $missing) (i32.const -1))
      (then (global.set $missing (i32.ne (call $variable) (i32.const 0)))))
    (global.get $missing))

  ;; 2 is BadArgument.
  (func (export "env.proxy_redis_init")
    (param $service i32) (param $service_len i32) (param $user i32) (param $user_len i32)
    (param $password i32) (param $password_len i32) (param $timeout i32) (result i32)
    (if (call $is_missing) (then (return (i32.const 2))))
    (call $redis_init
      (local.get $service) (local.get $service_len) (local.get $user) (local.get $user_len)
      (local.get $password) (local.get $password_len) (local.get $timeout)))

  (func (export "env.proxy_redis_call")
    (param $service i32) (param $service_len i32) (param $query i32) (param $query_len i32) (param $token_to i32)
    (result i32)
    (if (call $is_missing) (then (return (i32.const 2))))
    (call $redis_call
      (local.get $service) (local.get $service_len) (local.get $query) (local.get $query_len)
      (local.get $token_to))))
