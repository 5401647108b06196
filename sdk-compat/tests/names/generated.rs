// Written by tests/parity.rs.

mod wrapper {
    use super::any;
    use sdk_compat::wrapper::AILogKey;
    use sdk_compat::wrapper::Cluster;
    use sdk_compat::wrapper::ClusterClient;
    use sdk_compat::wrapper::CommonHttpCtx;
    use sdk_compat::wrapper::CommonPluginCtx;
    use sdk_compat::wrapper::CommonVmCtx;
    use sdk_compat::wrapper::ConfigStoreLeaderKey;
    use sdk_compat::wrapper::ConsulCluster;
    use sdk_compat::wrapper::CtxOption;
    use sdk_compat::wrapper::CustomLogKey;
    use sdk_compat::wrapper::DefaultLog;
    use sdk_compat::wrapper::DnsCluster;
    use sdk_compat::wrapper::{EnableSafeLog, enable_safe_log};
    use sdk_compat::wrapper::FQDNCluster;
    use sdk_compat::wrapper::{GetPluginFingerPrint, get_plugin_finger_print};
    use sdk_compat::wrapper::{GetRequestHost, get_request_host};
    use sdk_compat::wrapper::{GetRequestMethod, get_request_method};
    use sdk_compat::wrapper::{GetRequestPath, get_request_path};
    use sdk_compat::wrapper::{GetRequestPathWithoutQuery, get_request_path_without_query};
    use sdk_compat::wrapper::{GetRequestScheme, get_request_scheme};
    use sdk_compat::wrapper::{GetValueFromBody, get_value_from_body};
    use sdk_compat::wrapper::{HasRequestBody, has_request_body};
    use sdk_compat::wrapper::{HasResponseBody, has_response_body};
    use sdk_compat::wrapper::{HttpCall, http_call};
    use sdk_compat::wrapper::HttpClient;
    use sdk_compat::wrapper::HttpContext;
    use sdk_compat::wrapper::{IsApplicationJson, is_application_json};
    use sdk_compat::wrapper::{IsBinaryRequestBody, is_binary_request_body};
    use sdk_compat::wrapper::{IsBinaryResponseBody, is_binary_response_body};
    use sdk_compat::wrapper::{IsResponseFromUpstream, is_response_from_upstream};
    use sdk_compat::wrapper::{IsWebsocket, is_websocket};
    use sdk_compat::wrapper::K8sCluster;
    use sdk_compat::wrapper::Lease;
    use sdk_compat::wrapper::Log;
    use sdk_compat::wrapper::LogLevel;
    use sdk_compat::wrapper::LogLevelCritical;
    use sdk_compat::wrapper::LogLevelDebug;
    use sdk_compat::wrapper::LogLevelError;
    use sdk_compat::wrapper::LogLevelInfo;
    use sdk_compat::wrapper::LogLevelTrace;
    use sdk_compat::wrapper::LogLevelWarn;
    use sdk_compat::wrapper::{MarshalStr, marshal_str};
    use sdk_compat::wrapper::NacosCluster;
    use sdk_compat::wrapper::{NewClusterClient, new_cluster_client};
    use sdk_compat::wrapper::{NewCommonVmCtx, new_common_vm_ctx};
    use sdk_compat::wrapper::{NewCommonVmCtxWithOptions, new_common_vm_ctx_with_options};
    use sdk_compat::wrapper::{NewRedisClusterClient, new_redis_cluster_client};
    use sdk_compat::wrapper::{ParseConfig, parse_config};
    use sdk_compat::wrapper::{ParseConfigBy, parse_config_by};
    use sdk_compat::wrapper::ParseConfigFunc;
    use sdk_compat::wrapper::{ParseConfigWithContext, parse_config_with_context};
    use sdk_compat::wrapper::ParseConfigWithContextFunc;
    use sdk_compat::wrapper::{ParseOverrideConfig, parse_override_config};
    use sdk_compat::wrapper::{ParseOverrideConfigBy, parse_override_config_by};
    use sdk_compat::wrapper::{ParseOverrideRawConfig, parse_override_raw_config};
    use sdk_compat::wrapper::{ParseRawConfig, parse_raw_config};
    use sdk_compat::wrapper::ParseRawConfigFunc;
    use sdk_compat::wrapper::ParseRawConfigWithContextFunc;
    use sdk_compat::wrapper::ParseRawRuleConfigFunc;
    use sdk_compat::wrapper::ParseRawRuleConfigWithContextFunc;
    use sdk_compat::wrapper::ParseRuleConfigFunc;
    use sdk_compat::wrapper::PluginContext;
    use sdk_compat::wrapper::PluginIDKey;
    use sdk_compat::wrapper::{PrePluginStartOrReload, pre_plugin_start_or_reload};
    use sdk_compat::wrapper::{ProcessRequestBody, process_request_body};
    use sdk_compat::wrapper::{ProcessRequestBodyBy, process_request_body_by};
    use sdk_compat::wrapper::{ProcessRequestHeaders, process_request_headers};
    use sdk_compat::wrapper::{ProcessRequestHeadersBy, process_request_headers_by};
    use sdk_compat::wrapper::{ProcessResponseBody, process_response_body};
    use sdk_compat::wrapper::{ProcessResponseBodyBy, process_response_body_by};
    use sdk_compat::wrapper::{ProcessResponseHeaders, process_response_headers};
    use sdk_compat::wrapper::{ProcessResponseHeadersBy, process_response_headers_by};
    use sdk_compat::wrapper::{ProcessStreamDone, process_stream_done};
    use sdk_compat::wrapper::{ProcessStreamDoneBy, process_stream_done_by};
    use sdk_compat::wrapper::{ProcessStreamingRequestBody, process_streaming_request_body};
    use sdk_compat::wrapper::{ProcessStreamingRequestBodyBy, process_streaming_request_body_by};
    use sdk_compat::wrapper::{ProcessStreamingResponseBody, process_streaming_response_body};
    use sdk_compat::wrapper::{ProcessStreamingResponseBodyBy, process_streaming_response_body_by};
    use sdk_compat::wrapper::{RedisCall, redis_call};
    use sdk_compat::wrapper::RedisClient;
    use sdk_compat::wrapper::RedisClusterClient;
    use sdk_compat::wrapper::RedisResponseCallback;
    use sdk_compat::wrapper::{RegisterTickFunc, register_tick_func};
    use sdk_compat::wrapper::ResponseCallback;
    use sdk_compat::wrapper::RouteCluster;
    use sdk_compat::wrapper::{SetCtx, set_ctx};
    use sdk_compat::wrapper::{SetCtxWithOptions, set_ctx_with_options};
    use sdk_compat::wrapper::StaticIpCluster;
    use sdk_compat::wrapper::TargetCluster;
    use sdk_compat::wrapper::TickFuncEntry;
    use sdk_compat::wrapper::TraceSpanTagPrefix;
    use sdk_compat::wrapper::{UnifySSEChunk, unify_sse_chunk};
    use sdk_compat::wrapper::{UnmarshalStr, unmarshal_str};
    use sdk_compat::wrapper::VMLeaseKeyPrefix;
    use sdk_compat::wrapper::{WithBufferFlushTimeout, with_buffer_flush_timeout};
    use sdk_compat::wrapper::{WithDataBase, with_data_base};
    use sdk_compat::wrapper::{WithDisableBuffer, with_disable_buffer};
    use sdk_compat::wrapper::{WithLogger, with_logger};
    use sdk_compat::wrapper::{WithMaxBufferSizeBeforeFlush, with_max_buffer_size_before_flush};
    use sdk_compat::wrapper::{WithMaxRequestsPerIoCycle, with_max_requests_per_io_cycle};
    use sdk_compat::wrapper::{WithRebuildAfterRequests, with_rebuild_after_requests};
    use sdk_compat::wrapper::{WithRebuildMaxMemBytes, with_rebuild_max_mem_bytes};

    fn members_of_Cluster<T: Cluster>() {
        let _ = T::ClusterName;
        let _ = T::HostName;
    }

    fn members_of_ClusterClient(it: ClusterClient<FQDNCluster>) {
        let _ = (ClusterClient::<FQDNCluster>::Call(any(), "", "", any(), "", |_, _, _| {}, any()), ClusterClient::<FQDNCluster>::call(any(), "", "", any(), "", |_, _, _| {}, any()));
        let _ = (ClusterClient::<FQDNCluster>::ClusterName, ClusterClient::<FQDNCluster>::cluster_name);
        let _ = (ClusterClient::<FQDNCluster>::Connect(any(), "", any(), "", |_, _, _| {}, any()), ClusterClient::<FQDNCluster>::connect(any(), "", any(), "", |_, _, _| {}, any()));
        let _ = (ClusterClient::<FQDNCluster>::Delete(any(), "", any(), "", |_, _, _| {}, any()), ClusterClient::<FQDNCluster>::delete(any(), "", any(), "", |_, _, _| {}, any()));
        let _ = (ClusterClient::<FQDNCluster>::Get(any(), "", any(), |_, _, _| {}, any()), ClusterClient::<FQDNCluster>::get(any(), "", any(), |_, _, _| {}, any()));
        let _ = (ClusterClient::<FQDNCluster>::Head(any(), "", any(), |_, _, _| {}, any()), ClusterClient::<FQDNCluster>::head(any(), "", any(), |_, _, _| {}, any()));
        let _ = (ClusterClient::<FQDNCluster>::Options(any(), "", any(), |_, _, _| {}, any()), ClusterClient::<FQDNCluster>::options(any(), "", any(), |_, _, _| {}, any()));
        let _ = (ClusterClient::<FQDNCluster>::Patch(any(), "", any(), "", |_, _, _| {}, any()), ClusterClient::<FQDNCluster>::patch(any(), "", any(), "", |_, _, _| {}, any()));
        let _ = (ClusterClient::<FQDNCluster>::Post(any(), "", any(), "", |_, _, _| {}, any()), ClusterClient::<FQDNCluster>::post(any(), "", any(), "", |_, _, _| {}, any()));
        let _ = (ClusterClient::<FQDNCluster>::Put(any(), "", any(), "", |_, _, _| {}, any()), ClusterClient::<FQDNCluster>::put(any(), "", any(), "", |_, _, _| {}, any()));
        let _ = (ClusterClient::<FQDNCluster>::Trace(any(), "", any(), "", |_, _, _| {}, any()), ClusterClient::<FQDNCluster>::trace(any(), "", any(), "", |_, _, _| {}, any()));
    }

    fn members_of_CommonHttpCtx(it: CommonHttpCtx<()>) {
        let _ = (CommonHttpCtx::<()>::BufferQueueSize, CommonHttpCtx::<()>::buffer_queue_size);
        let _ = (CommonHttpCtx::<()>::BufferRequestBody, CommonHttpCtx::<()>::buffer_request_body);
        let _ = (CommonHttpCtx::<()>::BufferResponseBody, CommonHttpCtx::<()>::buffer_response_body);
        let _ = &it.DefaultHttpContext;
        let _ = (CommonHttpCtx::<()>::DisableReroute, CommonHttpCtx::<()>::disable_reroute);
        let _ = (CommonHttpCtx::<()>::DontReadRequestBody, CommonHttpCtx::<()>::dont_read_request_body);
        let _ = (CommonHttpCtx::<()>::DontReadResponseBody, CommonHttpCtx::<()>::dont_read_response_body);
        let _ = (CommonHttpCtx::<()>::GetBoolContext(any(), "", any()), CommonHttpCtx::<()>::get_bool_context(any(), "", any()));
        let _ = (CommonHttpCtx::<()>::GetByteSliceContext(any(), "", ""), CommonHttpCtx::<()>::get_byte_slice_context(any(), "", ""));
        let _ = (CommonHttpCtx::<()>::GetContext(any(), ""), CommonHttpCtx::<()>::get_context(any(), ""));
        let _ = (CommonHttpCtx::<()>::GetExecutionPhase, CommonHttpCtx::<()>::get_execution_phase);
        let _ = (CommonHttpCtx::<()>::GetIntContext(any(), "", any()), CommonHttpCtx::<()>::get_int_context(any(), "", any()));
        let _ = (CommonHttpCtx::<()>::GetMatchConfig, CommonHttpCtx::<()>::get_match_config);
        let _ = (CommonHttpCtx::<()>::GetStringContext(any(), "", ""), CommonHttpCtx::<()>::get_string_context(any(), "", ""));
        let _ = (CommonHttpCtx::<()>::GetUserAttribute(any(), ""), CommonHttpCtx::<()>::get_user_attribute(any(), ""));
        let _ = (CommonHttpCtx::<()>::GetUserAttributeMap, CommonHttpCtx::<()>::get_user_attribute_map);
        let _ = (CommonHttpCtx::<()>::HasRequestBody, CommonHttpCtx::<()>::has_request_body);
        let _ = (CommonHttpCtx::<()>::HasResponseBody, CommonHttpCtx::<()>::has_response_body);
        let _ = (CommonHttpCtx::<()>::Host, CommonHttpCtx::<()>::host);
        let _ = (CommonHttpCtx::<()>::IsBinaryRequestBody, CommonHttpCtx::<()>::is_binary_request_body);
        let _ = (CommonHttpCtx::<()>::IsBinaryResponseBody, CommonHttpCtx::<()>::is_binary_response_body);
        let _ = (CommonHttpCtx::<()>::IsWebsocket, CommonHttpCtx::<()>::is_websocket);
        let _ = (CommonHttpCtx::<()>::Method, CommonHttpCtx::<()>::method);
        let _ = (CommonHttpCtx::<()>::NeedPauseStreamingResponse, CommonHttpCtx::<()>::need_pause_streaming_response);
        let _ = <CommonHttpCtx<()> as sdk_compat::types::HttpContext>::OnHttpRequestBody;
        let _ = <CommonHttpCtx<()> as sdk_compat::types::HttpContext>::OnHttpRequestHeaders;
        let _ = <CommonHttpCtx<()> as sdk_compat::types::HttpContext>::OnHttpRequestTrailers;
        let _ = <CommonHttpCtx<()> as sdk_compat::types::HttpContext>::OnHttpResponseBody;
        let _ = <CommonHttpCtx<()> as sdk_compat::types::HttpContext>::OnHttpResponseHeaders;
        let _ = <CommonHttpCtx<()> as sdk_compat::types::HttpContext>::OnHttpResponseTrailers;
        let _ = <CommonHttpCtx<()> as sdk_compat::types::HttpContext>::OnHttpStreamDone;
        let _ = (CommonHttpCtx::<()>::Path, CommonHttpCtx::<()>::path);
        let _ = (CommonHttpCtx::<()>::PopBuffer, CommonHttpCtx::<()>::pop_buffer);
        let _ = (CommonHttpCtx::<()>::PushBuffer(any(), ""), CommonHttpCtx::<()>::push_buffer(any(), ""));
        let _ = (CommonHttpCtx::<()>::RouteCall(any(), "", "", any(), "", |_, _, _| {}), CommonHttpCtx::<()>::route_call(any(), "", "", any(), "", |_, _, _| {}));
        let _ = (CommonHttpCtx::<()>::Scheme, CommonHttpCtx::<()>::scheme);
        let _ = (CommonHttpCtx::<()>::SetContext(any(), "", ""), CommonHttpCtx::<()>::set_context(any(), "", ""));
        let _ = (CommonHttpCtx::<()>::SetRequestBodyBufferLimit, CommonHttpCtx::<()>::set_request_body_buffer_limit);
        let _ = (CommonHttpCtx::<()>::SetResponseBodyBufferLimit, CommonHttpCtx::<()>::set_response_body_buffer_limit);
        let _ = (CommonHttpCtx::<()>::SetUserAttribute(any(), "", ""), CommonHttpCtx::<()>::set_user_attribute(any(), "", ""));
        let _ = (CommonHttpCtx::<()>::SetUserAttributeMap(any(), sdk_compat::wrapper::UserAttributes::default()), CommonHttpCtx::<()>::set_user_attribute_map(any(), sdk_compat::wrapper::UserAttributes::default()));
        let _ = (CommonHttpCtx::<()>::WriteUserAttributeToLog, CommonHttpCtx::<()>::write_user_attribute_to_log);
        let _ = (CommonHttpCtx::<()>::WriteUserAttributeToLogWithKey(any(), ""), CommonHttpCtx::<()>::write_user_attribute_to_log_with_key(any(), ""));
        let _ = (CommonHttpCtx::<()>::WriteUserAttributeToTrace, CommonHttpCtx::<()>::write_user_attribute_to_trace);
    }

    fn members_of_CommonPluginCtx(it: CommonPluginCtx<()>) {
        let _ = &it.DefaultPluginContext;
        let _ = (CommonPluginCtx::<()>::DoLeaderElection, CommonPluginCtx::<()>::do_leader_election);
        let _ = (CommonPluginCtx::<()>::EnableRuleLevelConfigIsolation, CommonPluginCtx::<()>::enable_rule_level_config_isolation);
        let _ = (CommonPluginCtx::<()>::GetContext(any(), ""), CommonPluginCtx::<()>::get_context(any(), ""));
        let _ = (CommonPluginCtx::<()>::GetFingerPrint, CommonPluginCtx::<()>::get_finger_print);
        let _ = (CommonPluginCtx::<()>::GetMatchConfig, CommonPluginCtx::<()>::get_match_config);
        let _ = (CommonPluginCtx::<()>::IsLeader, CommonPluginCtx::<()>::is_leader);
        let _ = (CommonPluginCtx::<()>::IsRuleLevelConfigIsolation, CommonPluginCtx::<()>::is_rule_level_config_isolation);
        let _ = <CommonPluginCtx<()> as sdk_compat::types::PluginContext>::NewHttpContext;
        let _ = <CommonPluginCtx<()> as sdk_compat::types::PluginContext>::NewTcpContext;
        let _ = <CommonPluginCtx<()> as sdk_compat::types::PluginContext>::OnPluginDone;
        let _ = <CommonPluginCtx<()> as sdk_compat::types::PluginContext>::OnPluginStart;
        let _ = <CommonPluginCtx<()> as sdk_compat::types::PluginContext>::OnQueueReady;
        let _ = <CommonPluginCtx<()> as sdk_compat::types::PluginContext>::OnTick;
        let _ = (CommonPluginCtx::<()>::ParseRuleConfig, CommonPluginCtx::<()>::parse_rule_config);
        let _ = &it.RuleMatcher;
        let _ = (CommonPluginCtx::<()>::SetContext(any(), "", ""), CommonPluginCtx::<()>::set_context(any(), "", ""));
    }

    fn members_of_CommonVmCtx(it: CommonVmCtx<()>) {
        let _ = &it.DefaultVMContext;
        let _ = <CommonVmCtx<()> as sdk_compat::types::VMContext>::NewPluginContext;
        let _ = <CommonVmCtx<()> as sdk_compat::types::VMContext>::OnVMStart;
    }

    fn members_of_ConsulCluster(it: ConsulCluster) {
        let _ = <ConsulCluster as sdk_compat::wrapper::Cluster>::ClusterName;
        let _ = &it.Datacenter;
        let _ = &it.Host;
        let _ = <ConsulCluster as sdk_compat::wrapper::Cluster>::HostName;
        let _ = &it.Port;
        let _ = &it.ServiceName;
    }

    fn members_of_CtxOption(it: CtxOption<()>) {
        let _ = (CtxOption::<()>::Apply, CtxOption::<()>::apply);
    }

    fn members_of_DefaultLog(it: DefaultLog) {
        let _ = (DefaultLog::Critical(any(), ""), DefaultLog::critical(any(), ""));
        let _ = (DefaultLog::Criticalf(any(), "", any()), DefaultLog::criticalf(any(), "", any()));
        let _ = (DefaultLog::Debug(any(), ""), DefaultLog::debug(any(), ""));
        let _ = (DefaultLog::Debugf(any(), "", any()), DefaultLog::debugf(any(), "", any()));
        let _ = (DefaultLog::Error(any(), ""), DefaultLog::error(any(), ""));
        let _ = (DefaultLog::Errorf(any(), "", any()), DefaultLog::errorf(any(), "", any()));
        let _ = (DefaultLog::Info(any(), ""), DefaultLog::info(any(), ""));
        let _ = (DefaultLog::Infof(any(), "", any()), DefaultLog::infof(any(), "", any()));
        let _ = (DefaultLog::ResetID(any(), ""), DefaultLog::reset_id(any(), ""));
        let _ = (DefaultLog::Trace(any(), ""), DefaultLog::trace(any(), ""));
        let _ = (DefaultLog::Tracef(any(), "", any()), DefaultLog::tracef(any(), "", any()));
        let _ = (DefaultLog::Warn(any(), ""), DefaultLog::warn(any(), ""));
        let _ = (DefaultLog::Warnf(any(), "", any()), DefaultLog::warnf(any(), "", any()));
    }

    fn members_of_DnsCluster(it: DnsCluster) {
        let _ = <DnsCluster as sdk_compat::wrapper::Cluster>::ClusterName;
        let _ = &it.Domain;
        let _ = <DnsCluster as sdk_compat::wrapper::Cluster>::HostName;
        let _ = &it.Port;
        let _ = &it.ServiceName;
    }

    fn members_of_FQDNCluster(it: FQDNCluster) {
        let _ = <FQDNCluster as sdk_compat::wrapper::Cluster>::ClusterName;
        let _ = &it.FQDN;
        let _ = &it.Host;
        let _ = <FQDNCluster as sdk_compat::wrapper::Cluster>::HostName;
        let _ = &it.Port;
    }

    fn members_of_HttpClient(it: HttpClient) {
        let _ = (HttpClient::Call(any(), "", "", any(), "", |_, _, _| {}, any()), HttpClient::call(any(), "", "", any(), "", |_, _, _| {}, any()));
        let _ = (HttpClient::ClusterName, HttpClient::cluster_name);
        let _ = (HttpClient::Connect(any(), "", any(), "", |_, _, _| {}, any()), HttpClient::connect(any(), "", any(), "", |_, _, _| {}, any()));
        let _ = (HttpClient::Delete(any(), "", any(), "", |_, _, _| {}, any()), HttpClient::delete(any(), "", any(), "", |_, _, _| {}, any()));
        let _ = (HttpClient::Get(any(), "", any(), |_, _, _| {}, any()), HttpClient::get(any(), "", any(), |_, _, _| {}, any()));
        let _ = (HttpClient::Head(any(), "", any(), |_, _, _| {}, any()), HttpClient::head(any(), "", any(), |_, _, _| {}, any()));
        let _ = (HttpClient::Options(any(), "", any(), |_, _, _| {}, any()), HttpClient::options(any(), "", any(), |_, _, _| {}, any()));
        let _ = (HttpClient::Patch(any(), "", any(), "", |_, _, _| {}, any()), HttpClient::patch(any(), "", any(), "", |_, _, _| {}, any()));
        let _ = (HttpClient::Post(any(), "", any(), "", |_, _, _| {}, any()), HttpClient::post(any(), "", any(), "", |_, _, _| {}, any()));
        let _ = (HttpClient::Put(any(), "", any(), "", |_, _, _| {}, any()), HttpClient::put(any(), "", any(), "", |_, _, _| {}, any()));
        let _ = (HttpClient::Trace(any(), "", any(), "", |_, _, _| {}, any()), HttpClient::trace(any(), "", any(), "", |_, _, _| {}, any()));
    }

    fn members_of_HttpContext(it: HttpContext) {
        let _ = (HttpContext::BufferQueueSize, HttpContext::buffer_queue_size);
        let _ = (HttpContext::BufferRequestBody, HttpContext::buffer_request_body);
        let _ = (HttpContext::BufferResponseBody, HttpContext::buffer_response_body);
        let _ = (HttpContext::DisableReroute, HttpContext::disable_reroute);
        let _ = (HttpContext::DontReadRequestBody, HttpContext::dont_read_request_body);
        let _ = (HttpContext::DontReadResponseBody, HttpContext::dont_read_response_body);
        let _ = (HttpContext::GetBoolContext(any(), "", any()), HttpContext::get_bool_context(any(), "", any()));
        let _ = (HttpContext::GetByteSliceContext(any(), "", ""), HttpContext::get_byte_slice_context(any(), "", ""));
        let _ = (HttpContext::GetContext(any(), ""), HttpContext::get_context(any(), ""));
        let _ = (HttpContext::GetExecutionPhase, HttpContext::get_execution_phase);
        let _ = (HttpContext::GetStringContext(any(), "", ""), HttpContext::get_string_context(any(), "", ""));
        let _ = (HttpContext::GetUserAttribute(any(), ""), HttpContext::get_user_attribute(any(), ""));
        let _ = (HttpContext::GetUserAttributeMap, HttpContext::get_user_attribute_map);
        let _ = (HttpContext::HasRequestBody, HttpContext::has_request_body);
        let _ = (HttpContext::HasResponseBody, HttpContext::has_response_body);
        let _ = (HttpContext::Host, HttpContext::host);
        let _ = (HttpContext::IsBinaryRequestBody, HttpContext::is_binary_request_body);
        let _ = (HttpContext::IsBinaryResponseBody, HttpContext::is_binary_response_body);
        let _ = (HttpContext::IsWebsocket, HttpContext::is_websocket);
        let _ = (HttpContext::Method, HttpContext::method);
        let _ = (HttpContext::NeedPauseStreamingResponse, HttpContext::need_pause_streaming_response);
        let _ = (HttpContext::Path, HttpContext::path);
        let _ = (HttpContext::PopBuffer, HttpContext::pop_buffer);
        let _ = (HttpContext::PushBuffer(any(), ""), HttpContext::push_buffer(any(), ""));
        let _ = (HttpContext::RouteCall(any(), "", "", any(), "", |_, _, _| {}), HttpContext::route_call(any(), "", "", any(), "", |_, _, _| {}));
        let _ = (HttpContext::Scheme, HttpContext::scheme);
        let _ = (HttpContext::SetContext(any(), "", ""), HttpContext::set_context(any(), "", ""));
        let _ = (HttpContext::SetRequestBodyBufferLimit, HttpContext::set_request_body_buffer_limit);
        let _ = (HttpContext::SetResponseBodyBufferLimit, HttpContext::set_response_body_buffer_limit);
        let _ = (HttpContext::SetUserAttribute(any(), "", ""), HttpContext::set_user_attribute(any(), "", ""));
        let _ = (HttpContext::SetUserAttributeMap(any(), sdk_compat::wrapper::UserAttributes::default()), HttpContext::set_user_attribute_map(any(), sdk_compat::wrapper::UserAttributes::default()));
        let _ = (HttpContext::WriteUserAttributeToLog, HttpContext::write_user_attribute_to_log);
        let _ = (HttpContext::WriteUserAttributeToLogWithKey(any(), ""), HttpContext::write_user_attribute_to_log_with_key(any(), ""));
        let _ = (HttpContext::WriteUserAttributeToTrace, HttpContext::write_user_attribute_to_trace);
    }

    fn members_of_K8sCluster(it: K8sCluster) {
        let _ = <K8sCluster as sdk_compat::wrapper::Cluster>::ClusterName;
        let _ = &it.Host;
        let _ = <K8sCluster as sdk_compat::wrapper::Cluster>::HostName;
        let _ = &it.Namespace;
        let _ = &it.Port;
        let _ = &it.ServiceName;
        let _ = &it.Version;
    }

    fn members_of_Lease(it: Lease) {
        let _ = &it.Timestamp;
        let _ = &it.VMID;
    }

    fn members_of_Log(it: Log) {
        let _ = (Log::Critical(any(), ""), Log::critical(any(), ""));
        let _ = (Log::Criticalf(any(), "", any()), Log::criticalf(any(), "", any()));
        let _ = (Log::Debug(any(), ""), Log::debug(any(), ""));
        let _ = (Log::Debugf(any(), "", any()), Log::debugf(any(), "", any()));
        let _ = (Log::Error(any(), ""), Log::error(any(), ""));
        let _ = (Log::Errorf(any(), "", any()), Log::errorf(any(), "", any()));
        let _ = (Log::Info(any(), ""), Log::info(any(), ""));
        let _ = (Log::Infof(any(), "", any()), Log::infof(any(), "", any()));
        let _ = (Log::ResetID(any(), ""), Log::reset_id(any(), ""));
        let _ = (Log::Trace(any(), ""), Log::trace(any(), ""));
        let _ = (Log::Tracef(any(), "", any()), Log::tracef(any(), "", any()));
        let _ = (Log::Warn(any(), ""), Log::warn(any(), ""));
        let _ = (Log::Warnf(any(), "", any()), Log::warnf(any(), "", any()));
    }

    fn members_of_NacosCluster(it: NacosCluster) {
        let _ = <NacosCluster as sdk_compat::wrapper::Cluster>::ClusterName;
        let _ = &it.Group;
        let _ = &it.Host;
        let _ = <NacosCluster as sdk_compat::wrapper::Cluster>::HostName;
        let _ = &it.IsExtRegistry;
        let _ = &it.NamespaceID;
        let _ = &it.Port;
        let _ = &it.ServiceName;
        let _ = &it.Version;
    }

    fn members_of_PluginContext(it: PluginContext) {
        let _ = (PluginContext::DoLeaderElection, PluginContext::do_leader_election);
        let _ = (PluginContext::EnableRuleLevelConfigIsolation, PluginContext::enable_rule_level_config_isolation);
        let _ = (PluginContext::GetContext(any(), ""), PluginContext::get_context(any(), ""));
        let _ = (PluginContext::GetFingerPrint, PluginContext::get_finger_print);
        let _ = (PluginContext::IsLeader, PluginContext::is_leader);
        let _ = (PluginContext::IsRuleLevelConfigIsolation, PluginContext::is_rule_level_config_isolation);
        let _ = (PluginContext::SetContext(any(), "", ""), PluginContext::set_context(any(), "", ""));
    }

    fn members_of_RedisClient(it: RedisClient) {
        let _ = (RedisClient::Command(any(), any(), |_| {}), RedisClient::command(any(), any(), |_| {}));
        let _ = (RedisClient::Decr(any(), "", |_| {}), RedisClient::decr(any(), "", |_| {}));
        let _ = (RedisClient::DecrBy(any(), "", any(), |_| {}), RedisClient::decr_by(any(), "", any(), |_| {}));
        let _ = (RedisClient::Del(any(), "", |_| {}), RedisClient::del(any(), "", |_| {}));
        let _ = (RedisClient::Eval(any(), "", any(), any(), any(), |_| {}), RedisClient::eval(any(), "", any(), any(), any(), |_| {}));
        let _ = (RedisClient::Exists(any(), "", |_| {}), RedisClient::exists(any(), "", |_| {}));
        let _ = (RedisClient::Expire(any(), "", any(), |_| {}), RedisClient::expire(any(), "", any(), |_| {}));
        let _ = (RedisClient::Get(any(), "", |_| {}), RedisClient::get(any(), "", |_| {}));
        let _ = (RedisClient::HDel(any(), "", any(), |_| {}), RedisClient::h_del(any(), "", any(), |_| {}));
        let _ = (RedisClient::HExists(any(), "", "", |_| {}), RedisClient::h_exists(any(), "", "", |_| {}));
        let _ = (RedisClient::HGet(any(), "", "", |_| {}), RedisClient::h_get(any(), "", "", |_| {}));
        let _ = (RedisClient::HGetAll(any(), "", |_| {}), RedisClient::h_get_all(any(), "", |_| {}));
        let _ = (RedisClient::HIncrBy(any(), "", "", any(), |_| {}), RedisClient::h_incr_by(any(), "", "", any(), |_| {}));
        let _ = (RedisClient::HIncrByFloat(any(), "", "", any(), |_| {}), RedisClient::h_incr_by_float(any(), "", "", any(), |_| {}));
        let _ = (RedisClient::HKeys(any(), "", |_| {}), RedisClient::h_keys(any(), "", |_| {}));
        let _ = (RedisClient::HLen(any(), "", |_| {}), RedisClient::h_len(any(), "", |_| {}));
        let _ = (RedisClient::HMGet(any(), "", any(), |_| {}), RedisClient::hm_get(any(), "", any(), |_| {}));
        let _ = (RedisClient::HMSet(any(), "", any(), |_| {}), RedisClient::hm_set(any(), "", any(), |_| {}));
        let _ = (RedisClient::HSet(any(), "", "", "", |_| {}), RedisClient::h_set(any(), "", "", "", |_| {}));
        let _ = (RedisClient::HVals(any(), "", |_| {}), RedisClient::h_vals(any(), "", |_| {}));
        let _ = (RedisClient::Incr(any(), "", |_| {}), RedisClient::incr(any(), "", |_| {}));
        let _ = (RedisClient::IncrBy(any(), "", any(), |_| {}), RedisClient::incr_by(any(), "", any(), |_| {}));
        let _ = (RedisClient::Init(any(), "", "", any(), any()), RedisClient::init(any(), "", "", any(), any()));
        let _ = (RedisClient::LIndex(any(), "", any(), |_| {}), RedisClient::l_index(any(), "", any(), |_| {}));
        let _ = (RedisClient::LInsertAfter(any(), "", "", "", |_| {}), RedisClient::l_insert_after(any(), "", "", "", |_| {}));
        let _ = (RedisClient::LInsertBefore(any(), "", "", "", |_| {}), RedisClient::l_insert_before(any(), "", "", "", |_| {}));
        let _ = (RedisClient::LLen(any(), "", |_| {}), RedisClient::l_len(any(), "", |_| {}));
        let _ = (RedisClient::LPop(any(), "", |_| {}), RedisClient::l_pop(any(), "", |_| {}));
        let _ = (RedisClient::LPush(any(), "", any(), |_| {}), RedisClient::l_push(any(), "", any(), |_| {}));
        let _ = (RedisClient::LRange(any(), "", any(), any(), |_| {}), RedisClient::l_range(any(), "", any(), any(), |_| {}));
        let _ = (RedisClient::LRem(any(), "", any(), "", |_| {}), RedisClient::l_rem(any(), "", any(), "", |_| {}));
        let _ = (RedisClient::MGet(any(), any(), |_| {}), RedisClient::m_get(any(), any(), |_| {}));
        let _ = (RedisClient::MSet(any(), any(), |_| {}), RedisClient::m_set(any(), any(), |_| {}));
        let _ = (RedisClient::Persist(any(), "", |_| {}), RedisClient::persist(any(), "", |_| {}));
        let _ = (RedisClient::RPop(any(), "", |_| {}), RedisClient::r_pop(any(), "", |_| {}));
        let _ = (RedisClient::RPush(any(), "", any(), |_| {}), RedisClient::r_push(any(), "", any(), |_| {}));
        let _ = (RedisClient::Ready, RedisClient::ready);
        let _ = (RedisClient::SAdd(any(), "", any(), |_| {}), RedisClient::s_add(any(), "", any(), |_| {}));
        let _ = (RedisClient::SCard(any(), "", |_| {}), RedisClient::s_card(any(), "", |_| {}));
        let _ = (RedisClient::SDiff(any(), "", "", |_| {}), RedisClient::s_diff(any(), "", "", |_| {}));
        let _ = (RedisClient::SDiffStore(any(), "", "", "", |_| {}), RedisClient::s_diff_store(any(), "", "", "", |_| {}));
        let _ = (RedisClient::SInter(any(), "", "", |_| {}), RedisClient::s_inter(any(), "", "", |_| {}));
        let _ = (RedisClient::SInterStore(any(), "", "", "", |_| {}), RedisClient::s_inter_store(any(), "", "", "", |_| {}));
        let _ = (RedisClient::SIsMember(any(), "", "", |_| {}), RedisClient::s_is_member(any(), "", "", |_| {}));
        let _ = (RedisClient::SMembers(any(), "", |_| {}), RedisClient::s_members(any(), "", |_| {}));
        let _ = (RedisClient::SRem(any(), "", any(), |_| {}), RedisClient::s_rem(any(), "", any(), |_| {}));
        let _ = (RedisClient::SUnion(any(), "", "", |_| {}), RedisClient::s_union(any(), "", "", |_| {}));
        let _ = (RedisClient::SUnionStore(any(), "", "", "", |_| {}), RedisClient::s_union_store(any(), "", "", "", |_| {}));
        let _ = (RedisClient::Set(any(), "", "", |_| {}), RedisClient::set(any(), "", "", |_| {}));
        let _ = (RedisClient::SetEx(any(), "", "", any(), |_| {}), RedisClient::set_ex(any(), "", "", any(), |_| {}));
        let _ = (RedisClient::SetNX(any(), "", "", any(), |_| {}), RedisClient::set_nx(any(), "", "", any(), |_| {}));
        let _ = (RedisClient::ZAdd(any(), "", any(), |_| {}), RedisClient::z_add(any(), "", any(), |_| {}));
        let _ = (RedisClient::ZCard(any(), "", |_| {}), RedisClient::z_card(any(), "", |_| {}));
        let _ = (RedisClient::ZCount(any(), "", "", "", |_| {}), RedisClient::z_count(any(), "", "", "", |_| {}));
        let _ = (RedisClient::ZIncrBy(any(), "", "", "", |_| {}), RedisClient::z_incr_by(any(), "", "", "", |_| {}));
        let _ = (RedisClient::ZRange(any(), "", any(), any(), |_| {}), RedisClient::z_range(any(), "", any(), any(), |_| {}));
        let _ = (RedisClient::ZRank(any(), "", "", |_| {}), RedisClient::z_rank(any(), "", "", |_| {}));
        let _ = (RedisClient::ZRem(any(), "", any(), |_| {}), RedisClient::z_rem(any(), "", any(), |_| {}));
        let _ = (RedisClient::ZRevRange(any(), "", any(), any(), |_| {}), RedisClient::z_rev_range(any(), "", any(), any(), |_| {}));
        let _ = (RedisClient::ZRevRank(any(), "", "", |_| {}), RedisClient::z_rev_rank(any(), "", "", |_| {}));
        let _ = (RedisClient::ZScore(any(), "", "", |_| {}), RedisClient::z_score(any(), "", "", |_| {}));
    }

    fn members_of_RedisClusterClient(it: RedisClusterClient<FQDNCluster>) {
        let _ = (RedisClusterClient::<FQDNCluster>::Command(any(), any(), |_| {}), RedisClusterClient::<FQDNCluster>::command(any(), any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::Decr(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::decr(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::DecrBy(any(), "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::decr_by(any(), "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::Del(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::del(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::Eval(any(), "", any(), any(), any(), |_| {}), RedisClusterClient::<FQDNCluster>::eval(any(), "", any(), any(), any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::Exists(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::exists(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::Expire(any(), "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::expire(any(), "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::Get(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::get(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::HDel(any(), "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::h_del(any(), "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::HExists(any(), "", "", |_| {}), RedisClusterClient::<FQDNCluster>::h_exists(any(), "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::HGet(any(), "", "", |_| {}), RedisClusterClient::<FQDNCluster>::h_get(any(), "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::HGetAll(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::h_get_all(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::HIncrBy(any(), "", "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::h_incr_by(any(), "", "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::HIncrByFloat(any(), "", "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::h_incr_by_float(any(), "", "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::HKeys(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::h_keys(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::HLen(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::h_len(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::HMGet(any(), "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::hm_get(any(), "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::HMSet(any(), "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::hm_set(any(), "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::HSet(any(), "", "", "", |_| {}), RedisClusterClient::<FQDNCluster>::h_set(any(), "", "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::HVals(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::h_vals(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::Incr(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::incr(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::IncrBy(any(), "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::incr_by(any(), "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::Init(any(), "", "", any(), any()), RedisClusterClient::<FQDNCluster>::init(any(), "", "", any(), any()));
        let _ = (RedisClusterClient::<FQDNCluster>::LIndex(any(), "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::l_index(any(), "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::LInsertAfter(any(), "", "", "", |_| {}), RedisClusterClient::<FQDNCluster>::l_insert_after(any(), "", "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::LInsertBefore(any(), "", "", "", |_| {}), RedisClusterClient::<FQDNCluster>::l_insert_before(any(), "", "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::LLen(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::l_len(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::LPop(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::l_pop(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::LPush(any(), "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::l_push(any(), "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::LRange(any(), "", any(), any(), |_| {}), RedisClusterClient::<FQDNCluster>::l_range(any(), "", any(), any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::LRem(any(), "", any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::l_rem(any(), "", any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::MGet(any(), any(), |_| {}), RedisClusterClient::<FQDNCluster>::m_get(any(), any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::MSet(any(), any(), |_| {}), RedisClusterClient::<FQDNCluster>::m_set(any(), any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::Persist(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::persist(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::RPop(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::r_pop(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::RPush(any(), "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::r_push(any(), "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::Ready, RedisClusterClient::<FQDNCluster>::ready);
        let _ = (RedisClusterClient::<FQDNCluster>::SAdd(any(), "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::s_add(any(), "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::SCard(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::s_card(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::SDiff(any(), "", "", |_| {}), RedisClusterClient::<FQDNCluster>::s_diff(any(), "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::SDiffStore(any(), "", "", "", |_| {}), RedisClusterClient::<FQDNCluster>::s_diff_store(any(), "", "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::SInter(any(), "", "", |_| {}), RedisClusterClient::<FQDNCluster>::s_inter(any(), "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::SInterStore(any(), "", "", "", |_| {}), RedisClusterClient::<FQDNCluster>::s_inter_store(any(), "", "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::SIsMember(any(), "", "", |_| {}), RedisClusterClient::<FQDNCluster>::s_is_member(any(), "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::SMembers(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::s_members(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::SRem(any(), "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::s_rem(any(), "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::SUnion(any(), "", "", |_| {}), RedisClusterClient::<FQDNCluster>::s_union(any(), "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::SUnionStore(any(), "", "", "", |_| {}), RedisClusterClient::<FQDNCluster>::s_union_store(any(), "", "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::Set(any(), "", "", |_| {}), RedisClusterClient::<FQDNCluster>::set(any(), "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::SetEx(any(), "", "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::set_ex(any(), "", "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::SetNX(any(), "", "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::set_nx(any(), "", "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::ZAdd(any(), "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::z_add(any(), "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::ZCard(any(), "", |_| {}), RedisClusterClient::<FQDNCluster>::z_card(any(), "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::ZCount(any(), "", "", "", |_| {}), RedisClusterClient::<FQDNCluster>::z_count(any(), "", "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::ZIncrBy(any(), "", "", "", |_| {}), RedisClusterClient::<FQDNCluster>::z_incr_by(any(), "", "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::ZRange(any(), "", any(), any(), |_| {}), RedisClusterClient::<FQDNCluster>::z_range(any(), "", any(), any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::ZRank(any(), "", "", |_| {}), RedisClusterClient::<FQDNCluster>::z_rank(any(), "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::ZRem(any(), "", any(), |_| {}), RedisClusterClient::<FQDNCluster>::z_rem(any(), "", any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::ZRevRange(any(), "", any(), any(), |_| {}), RedisClusterClient::<FQDNCluster>::z_rev_range(any(), "", any(), any(), |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::ZRevRank(any(), "", "", |_| {}), RedisClusterClient::<FQDNCluster>::z_rev_rank(any(), "", "", |_| {}));
        let _ = (RedisClusterClient::<FQDNCluster>::ZScore(any(), "", "", |_| {}), RedisClusterClient::<FQDNCluster>::z_score(any(), "", "", |_| {}));
    }

    fn members_of_RouteCluster(it: RouteCluster) {
        let _ = <RouteCluster as sdk_compat::wrapper::Cluster>::ClusterName;
        let _ = &it.Host;
        let _ = <RouteCluster as sdk_compat::wrapper::Cluster>::HostName;
    }

    fn members_of_StaticIpCluster(it: StaticIpCluster) {
        let _ = <StaticIpCluster as sdk_compat::wrapper::Cluster>::ClusterName;
        let _ = &it.Host;
        let _ = <StaticIpCluster as sdk_compat::wrapper::Cluster>::HostName;
        let _ = &it.Port;
        let _ = &it.ServiceName;
    }

    fn members_of_TargetCluster(it: TargetCluster) {
        let _ = &it.Cluster;
        let _ = <TargetCluster as sdk_compat::wrapper::Cluster>::ClusterName;
        let _ = &it.Host;
        let _ = <TargetCluster as sdk_compat::wrapper::Cluster>::HostName;
    }

    #[test]
    fn constants() {
        assert_eq!(AILogKey, "ai_log");
        assert_eq!(ConfigStoreLeaderKey, "config_store");
        assert_eq!(CustomLogKey, "custom_log");
        assert_eq!(LogLevelCritical as u32, 5);
        assert_eq!(LogLevelDebug as u32, 1);
        assert_eq!(LogLevelError as u32, 4);
        assert_eq!(LogLevelInfo as u32, 2);
        assert_eq!(LogLevelTrace as u32, 0);
        assert_eq!(LogLevelWarn as u32, 3);
        assert_eq!(PluginIDKey, "_plugin_id_");
        assert_eq!(TraceSpanTagPrefix, "trace_span_tag.");
        assert_eq!(VMLeaseKeyPrefix, "higress_wasm_vm_lease");
    }
}

mod log {
    use super::any;
    use sdk_compat::log::{Critical, critical};
    use sdk_compat::log::{Criticalf, criticalf};
    use sdk_compat::log::{Debug, debug};
    use sdk_compat::log::{Debugf, debugf};
    use sdk_compat::log::{Error, error};
    use sdk_compat::log::{Errorf, errorf};
    use sdk_compat::log::{Info, info};
    use sdk_compat::log::{Infof, infof};
    use sdk_compat::log::{IsSafeLogEnabled, is_safe_log_enabled};
    use sdk_compat::log::Log;
    use sdk_compat::log::{SetPluginLog, set_plugin_log};
    use sdk_compat::log::{SetSafeLogEnabled, set_safe_log_enabled};
    use sdk_compat::log::{Trace, trace};
    use sdk_compat::log::{Tracef, tracef};
    use sdk_compat::log::{UnsafeInfo, unsafe_info};
    use sdk_compat::log::{UnsafeInfof, unsafe_infof};
    use sdk_compat::log::{Warn, warn};
    use sdk_compat::log::{Warnf, warnf};

    fn members_of_Log(it: Log) {
        let _ = (Log::Critical(any(), ""), Log::critical(any(), ""));
        let _ = (Log::Criticalf(any(), "", any()), Log::criticalf(any(), "", any()));
        let _ = (Log::Debug(any(), ""), Log::debug(any(), ""));
        let _ = (Log::Debugf(any(), "", any()), Log::debugf(any(), "", any()));
        let _ = (Log::Error(any(), ""), Log::error(any(), ""));
        let _ = (Log::Errorf(any(), "", any()), Log::errorf(any(), "", any()));
        let _ = (Log::Info(any(), ""), Log::info(any(), ""));
        let _ = (Log::Infof(any(), "", any()), Log::infof(any(), "", any()));
        let _ = (Log::ResetID(any(), ""), Log::reset_id(any(), ""));
        let _ = (Log::Trace(any(), ""), Log::trace(any(), ""));
        let _ = (Log::Tracef(any(), "", any()), Log::tracef(any(), "", any()));
        let _ = (Log::Warn(any(), ""), Log::warn(any(), ""));
        let _ = (Log::Warnf(any(), "", any()), Log::warnf(any(), "", any()));
    }
}

mod iface {
    use super::any;
    use sdk_compat::iface::DecodeData;
    use sdk_compat::iface::DecodeHeader;
    use sdk_compat::iface::Done;
    use sdk_compat::iface::EncodeData;
    use sdk_compat::iface::EncodeHeader;
    use sdk_compat::iface::HTTPExecutionPhase;
    use sdk_compat::iface::HttpContext;
    use sdk_compat::iface::PluginContext;
    use sdk_compat::iface::RouteResponseCallback;

    fn members_of_HttpContext(it: HttpContext) {
        let _ = (HttpContext::BufferQueueSize, HttpContext::buffer_queue_size);
        let _ = (HttpContext::BufferRequestBody, HttpContext::buffer_request_body);
        let _ = (HttpContext::BufferResponseBody, HttpContext::buffer_response_body);
        let _ = (HttpContext::DisableReroute, HttpContext::disable_reroute);
        let _ = (HttpContext::DontReadRequestBody, HttpContext::dont_read_request_body);
        let _ = (HttpContext::DontReadResponseBody, HttpContext::dont_read_response_body);
        let _ = (HttpContext::GetBoolContext(any(), "", any()), HttpContext::get_bool_context(any(), "", any()));
        let _ = (HttpContext::GetByteSliceContext(any(), "", ""), HttpContext::get_byte_slice_context(any(), "", ""));
        let _ = (HttpContext::GetContext(any(), ""), HttpContext::get_context(any(), ""));
        let _ = (HttpContext::GetExecutionPhase, HttpContext::get_execution_phase);
        let _ = (HttpContext::GetStringContext(any(), "", ""), HttpContext::get_string_context(any(), "", ""));
        let _ = (HttpContext::GetUserAttribute(any(), ""), HttpContext::get_user_attribute(any(), ""));
        let _ = (HttpContext::GetUserAttributeMap, HttpContext::get_user_attribute_map);
        let _ = (HttpContext::HasRequestBody, HttpContext::has_request_body);
        let _ = (HttpContext::HasResponseBody, HttpContext::has_response_body);
        let _ = (HttpContext::Host, HttpContext::host);
        let _ = (HttpContext::IsBinaryRequestBody, HttpContext::is_binary_request_body);
        let _ = (HttpContext::IsBinaryResponseBody, HttpContext::is_binary_response_body);
        let _ = (HttpContext::IsWebsocket, HttpContext::is_websocket);
        let _ = (HttpContext::Method, HttpContext::method);
        let _ = (HttpContext::NeedPauseStreamingResponse, HttpContext::need_pause_streaming_response);
        let _ = (HttpContext::Path, HttpContext::path);
        let _ = (HttpContext::PopBuffer, HttpContext::pop_buffer);
        let _ = (HttpContext::PushBuffer(any(), ""), HttpContext::push_buffer(any(), ""));
        let _ = (HttpContext::RouteCall(any(), "", "", any(), "", |_, _, _| {}), HttpContext::route_call(any(), "", "", any(), "", |_, _, _| {}));
        let _ = (HttpContext::Scheme, HttpContext::scheme);
        let _ = (HttpContext::SetContext(any(), "", ""), HttpContext::set_context(any(), "", ""));
        let _ = (HttpContext::SetRequestBodyBufferLimit, HttpContext::set_request_body_buffer_limit);
        let _ = (HttpContext::SetResponseBodyBufferLimit, HttpContext::set_response_body_buffer_limit);
        let _ = (HttpContext::SetUserAttribute(any(), "", ""), HttpContext::set_user_attribute(any(), "", ""));
        let _ = (HttpContext::SetUserAttributeMap(any(), sdk_compat::wrapper::UserAttributes::default()), HttpContext::set_user_attribute_map(any(), sdk_compat::wrapper::UserAttributes::default()));
        let _ = (HttpContext::WriteUserAttributeToLog, HttpContext::write_user_attribute_to_log);
        let _ = (HttpContext::WriteUserAttributeToLogWithKey(any(), ""), HttpContext::write_user_attribute_to_log_with_key(any(), ""));
        let _ = (HttpContext::WriteUserAttributeToTrace, HttpContext::write_user_attribute_to_trace);
    }

    fn members_of_PluginContext(it: PluginContext) {
        let _ = (PluginContext::DoLeaderElection, PluginContext::do_leader_election);
        let _ = (PluginContext::EnableRuleLevelConfigIsolation, PluginContext::enable_rule_level_config_isolation);
        let _ = (PluginContext::GetContext(any(), ""), PluginContext::get_context(any(), ""));
        let _ = (PluginContext::GetFingerPrint, PluginContext::get_finger_print);
        let _ = (PluginContext::IsLeader, PluginContext::is_leader);
        let _ = (PluginContext::IsRuleLevelConfigIsolation, PluginContext::is_rule_level_config_isolation);
        let _ = (PluginContext::SetContext(any(), "", ""), PluginContext::set_context(any(), "", ""));
    }

    #[test]
    fn constants() {
        assert_eq!(DecodeData as i64, 1);
        assert_eq!(DecodeHeader as i64, 0);
        assert_eq!(Done as i64, 4);
        assert_eq!(EncodeData as i64, 3);
        assert_eq!(EncodeHeader as i64, 2);
    }
}

mod matcher {
    use super::any;
    use sdk_compat::matcher::Category;
    use sdk_compat::matcher::Exact;
    use sdk_compat::matcher::Host;
    use sdk_compat::matcher::HostMatcher;
    use sdk_compat::matcher::MATCH_DOMAIN_KEY;
    use sdk_compat::matcher::MATCH_ROUTE_KEY;
    use sdk_compat::matcher::MATCH_ROUTE_PREFIX_KEY;
    use sdk_compat::matcher::MATCH_SERVICE_KEY;
    use sdk_compat::matcher::MatchType;
    use sdk_compat::matcher::Prefix;
    use sdk_compat::matcher::RULES_KEY;
    use sdk_compat::matcher::Route;
    use sdk_compat::matcher::RouteAndService;
    use sdk_compat::matcher::RoutePrefix;
    use sdk_compat::matcher::RuleConfig;
    use sdk_compat::matcher::RuleMatcher;
    use sdk_compat::matcher::Service;
    use sdk_compat::matcher::Suffix;

    fn members_of_RuleConfig(it: RuleConfig<()>) {
        let _ = (RuleConfig::<()>::GenerateHashKey, RuleConfig::<()>::generate_hash_key);
    }

    fn members_of_RuleMatcher(it: RuleMatcher<()>) {
        let _ = (RuleMatcher::<()>::GetMatchConfig, RuleMatcher::<()>::get_match_config);
        let _ = (RuleMatcher::<()>::ParseRuleConfig, RuleMatcher::<()>::parse_rule_config);
    }

    #[test]
    fn constants() {
        assert_eq!(Exact as i64, 1);
        assert_eq!(Host as i64, 1);
        assert_eq!(MATCH_DOMAIN_KEY, "_match_domain_");
        assert_eq!(MATCH_ROUTE_KEY, "_match_route_");
        assert_eq!(MATCH_ROUTE_PREFIX_KEY, "_match_route_prefix_");
        assert_eq!(MATCH_SERVICE_KEY, "_match_service_");
        assert_eq!(Prefix as i64, 0);
        assert_eq!(RULES_KEY, "_rules_");
        assert_eq!(Route as i64, 0);
        assert_eq!(RouteAndService as i64, 4);
        assert_eq!(RoutePrefix as i64, 3);
        assert_eq!(Service as i64, 2);
        assert_eq!(Suffix as i64, 2);
    }
}

mod tokenusage {
    use super::any;
    use sdk_compat::tokenusage::ChatIdPathAnthropicMessages;
    use sdk_compat::tokenusage::ChatIdPathGemini;
    use sdk_compat::tokenusage::ChatIdPathOpenAIChatCompletions;
    use sdk_compat::tokenusage::ChatIdPathOpenAIResponses;
    use sdk_compat::tokenusage::CtxKeyChatId;
    use sdk_compat::tokenusage::CtxKeyInputToken;
    use sdk_compat::tokenusage::CtxKeyInputTokenDetails;
    use sdk_compat::tokenusage::CtxKeyModel;
    use sdk_compat::tokenusage::CtxKeyOutputToken;
    use sdk_compat::tokenusage::CtxKeyOutputTokenDetails;
    use sdk_compat::tokenusage::CtxKeyRequestModel;
    use sdk_compat::tokenusage::CtxKeyTotalToken;
    use sdk_compat::tokenusage::{ExtractChatId, extract_chat_id};
    use sdk_compat::tokenusage::{ExtractInputTokenDetails, extract_input_token_details};
    use sdk_compat::tokenusage::{ExtractInputTokens, extract_input_tokens};
    use sdk_compat::tokenusage::{ExtractModel, extract_model};
    use sdk_compat::tokenusage::{ExtractOutputTokenDetails, extract_output_token_details};
    use sdk_compat::tokenusage::{ExtractOutputTokens, extract_output_tokens};
    use sdk_compat::tokenusage::{ExtractTotalTokens, extract_total_tokens};
    use sdk_compat::tokenusage::{GetTokenUsage, get_token_usage};
    use sdk_compat::tokenusage::InputTokenDetailsKeyAnthropicMessagesUsageCacheCreationInputTokens;
    use sdk_compat::tokenusage::InputTokenDetailsKeyAnthropicMessagesUsageCacheReadInputTokens;
    use sdk_compat::tokenusage::InputTokenDetailsKeyGeminiCachedContentTokenCount;
    use sdk_compat::tokenusage::InputTokenDetailsKeyGeminiToolUsePromptTokenCount;
    use sdk_compat::tokenusage::ModelEmpty;
    use sdk_compat::tokenusage::ModelPathAnthropicMessages;
    use sdk_compat::tokenusage::ModelPathGeminiGenerateContent;
    use sdk_compat::tokenusage::ModelPathOpenAIBatches;
    use sdk_compat::tokenusage::ModelPathOpenAIChatCompletions;
    use sdk_compat::tokenusage::ModelPathOpenAIResponses;
    use sdk_compat::tokenusage::ModelUnknown;
    use sdk_compat::tokenusage::OutputTokenDetailsKeyDoubaoGeneratedImages;
    use sdk_compat::tokenusage::OutputTokenDetailsKeyGeminiThoughtsTokenCount;
    use sdk_compat::tokenusage::TokenUsage;
    use sdk_compat::tokenusage::UsageCacheCreationInputTokensPathAnthropicMessages;
    use sdk_compat::tokenusage::UsageCacheReadInputTokensPathAnthropicMessages;
    use sdk_compat::tokenusage::UsageGeneratedImagesPathDoubao;
    use sdk_compat::tokenusage::UsageInputTokensDetailsPathDoubao;
    use sdk_compat::tokenusage::UsageInputTokensDetailsPathGemini;
    use sdk_compat::tokenusage::UsageInputTokensDetailsPathOpenAIChatCompletions;
    use sdk_compat::tokenusage::UsageInputTokensDetailsPathOpenAIResponses;
    use sdk_compat::tokenusage::UsageInputTokensPathAnthropicMessages;
    use sdk_compat::tokenusage::UsageInputTokensPathGemini;
    use sdk_compat::tokenusage::UsageInputTokensPathOpenAIChatCompletions;
    use sdk_compat::tokenusage::UsageInputTokensPathOpenAIImages;
    use sdk_compat::tokenusage::UsageInputTokensPathOpenAIResponses;
    use sdk_compat::tokenusage::UsageMetadataCachedContentTokenCountPathGemini;
    use sdk_compat::tokenusage::UsageMetadataThoughtsTokenCountPathGemini;
    use sdk_compat::tokenusage::UsageMetadataToolUsePromptTokenCountPathGemini;
    use sdk_compat::tokenusage::UsageOutputTokensDetailsPathDoubao;
    use sdk_compat::tokenusage::UsageOutputTokensDetailsPathGemini;
    use sdk_compat::tokenusage::UsageOutputTokensDetailsPathOpenAIChatCompletions;
    use sdk_compat::tokenusage::UsageOutputTokensDetailsPathOpenAIResponses;
    use sdk_compat::tokenusage::UsageOutputTokensPathAnthropicMessages;
    use sdk_compat::tokenusage::UsageOutputTokensPathGemini;
    use sdk_compat::tokenusage::UsageOutputTokensPathOpenAIChatCompletions;
    use sdk_compat::tokenusage::UsageOutputTokensPathOpenAIImages;
    use sdk_compat::tokenusage::UsageOutputTokensPathOpenAIResponses;
    use sdk_compat::tokenusage::UsageTotalTokensPathGemini;
    use sdk_compat::tokenusage::UsageTotalTokensPathOpenAIChatCompletions;
    use sdk_compat::tokenusage::UsageTotalTokensPathOpenAIResponses;

    fn members_of_TokenUsage(it: TokenUsage) {
        let _ = &it.AnthropicCacheCreationInputToken;
        let _ = &it.AnthropicCacheReadInputToken;
        let _ = &it.InputToken;
        let _ = &it.InputTokenDetails;
        let _ = &it.Model;
        let _ = &it.OutputToken;
        let _ = &it.OutputTokenDetails;
        let _ = &it.TotalToken;
    }

    #[test]
    fn constants() {
        assert_eq!(ChatIdPathAnthropicMessages, "message.id");
        assert_eq!(ChatIdPathGemini, "responseId");
        assert_eq!(ChatIdPathOpenAIChatCompletions, "id");
        assert_eq!(ChatIdPathOpenAIResponses, "response.id");
        assert_eq!(CtxKeyChatId, "chat_id");
        assert_eq!(CtxKeyInputToken, "input_token");
        assert_eq!(CtxKeyInputTokenDetails, "input_token_details");
        assert_eq!(CtxKeyModel, "model");
        assert_eq!(CtxKeyOutputToken, "output_token");
        assert_eq!(CtxKeyOutputTokenDetails, "output_token_details");
        assert_eq!(CtxKeyRequestModel, "request_model");
        assert_eq!(CtxKeyTotalToken, "total_token");
        assert_eq!(InputTokenDetailsKeyAnthropicMessagesUsageCacheCreationInputTokens, "cache_creation_input_tokens");
        assert_eq!(InputTokenDetailsKeyAnthropicMessagesUsageCacheReadInputTokens, "cache_read_input_tokens");
        assert_eq!(InputTokenDetailsKeyGeminiCachedContentTokenCount, "cached_content_token_count");
        assert_eq!(InputTokenDetailsKeyGeminiToolUsePromptTokenCount, "tool_use_prompt_token_count");
        assert_eq!(ModelEmpty, "");
        assert_eq!(ModelPathAnthropicMessages, "message.model");
        assert_eq!(ModelPathGeminiGenerateContent, "modelVersion");
        assert_eq!(ModelPathOpenAIBatches, "body.model");
        assert_eq!(ModelPathOpenAIChatCompletions, "model");
        assert_eq!(ModelPathOpenAIResponses, "response.model");
        assert_eq!(ModelUnknown, "unknown");
        assert_eq!(OutputTokenDetailsKeyDoubaoGeneratedImages, "generated_images");
        assert_eq!(OutputTokenDetailsKeyGeminiThoughtsTokenCount, "thoughts_token_count");
        assert_eq!(UsageCacheCreationInputTokensPathAnthropicMessages, "usage.cache_creation_input_tokens");
        assert_eq!(UsageCacheReadInputTokensPathAnthropicMessages, "usage.cache_read_input_tokens");
        assert_eq!(UsageGeneratedImagesPathDoubao, "usage.generated_images");
        assert_eq!(UsageInputTokensDetailsPathDoubao, "usage.input_tokens_details");
        assert_eq!(UsageInputTokensDetailsPathGemini, "usageMetadata.promptTokensDetails");
        assert_eq!(UsageInputTokensDetailsPathOpenAIChatCompletions, "usage.prompt_tokens_details");
        assert_eq!(UsageInputTokensDetailsPathOpenAIResponses, "response.usage.input_tokens_details");
        assert_eq!(UsageInputTokensPathAnthropicMessages, "message.usage.input_tokens");
        assert_eq!(UsageInputTokensPathGemini, "usageMetadata.promptTokenCount");
        assert_eq!(UsageInputTokensPathOpenAIChatCompletions, "usage.prompt_tokens");
        assert_eq!(UsageInputTokensPathOpenAIImages, "usage.input_tokens");
        assert_eq!(UsageInputTokensPathOpenAIResponses, "response.usage.input_tokens");
        assert_eq!(UsageMetadataCachedContentTokenCountPathGemini, "usageMetadata.cachedContentTokenCount");
        assert_eq!(UsageMetadataThoughtsTokenCountPathGemini, "usageMetadata.thoughtsTokenCount");
        assert_eq!(UsageMetadataToolUsePromptTokenCountPathGemini, "usageMetadata.toolUsePromptTokenCount");
        assert_eq!(UsageOutputTokensDetailsPathDoubao, "usage.output_tokens_details");
        assert_eq!(UsageOutputTokensDetailsPathGemini, "usageMetadata.candidatesTokensDetails");
        assert_eq!(UsageOutputTokensDetailsPathOpenAIChatCompletions, "usage.completion_tokens_details");
        assert_eq!(UsageOutputTokensDetailsPathOpenAIResponses, "response.usage.output_tokens_details");
        assert_eq!(UsageOutputTokensPathAnthropicMessages, "message.usage.output_tokens");
        assert_eq!(UsageOutputTokensPathGemini, "usageMetadata.candidatesTokenCount");
        assert_eq!(UsageOutputTokensPathOpenAIChatCompletions, "usage.completion_tokens");
        assert_eq!(UsageOutputTokensPathOpenAIImages, "usage.output_tokens");
        assert_eq!(UsageOutputTokensPathOpenAIResponses, "response.usage.output_tokens");
        assert_eq!(UsageTotalTokensPathGemini, "usageMetadata.totalTokenCount");
        assert_eq!(UsageTotalTokensPathOpenAIChatCompletions, "usage.total_tokens");
        assert_eq!(UsageTotalTokensPathOpenAIResponses, "response.usage.total_tokens");
    }
}

mod proxywasm {
    use super::any;
    use sdk_compat::proxywasm::{AddHttpRequestHeader, add_http_request_header};
    use sdk_compat::proxywasm::{AddHttpRequestTrailer, add_http_request_trailer};
    use sdk_compat::proxywasm::{AddHttpResponseHeader, add_http_response_header};
    use sdk_compat::proxywasm::{AddHttpResponseTrailer, add_http_response_trailer};
    use sdk_compat::proxywasm::{AppendDownstreamData, append_downstream_data};
    use sdk_compat::proxywasm::{AppendHttpRequestBody, append_http_request_body};
    use sdk_compat::proxywasm::{AppendHttpResponseBody, append_http_response_body};
    use sdk_compat::proxywasm::{AppendUpstreamData, append_upstream_data};
    use sdk_compat::proxywasm::{CallForeignFunction, call_foreign_function};
    use sdk_compat::proxywasm::{CloseDownstream, close_downstream};
    use sdk_compat::proxywasm::{CloseUpstream, close_upstream};
    use sdk_compat::proxywasm::{ContinueTcpStream, continue_tcp_stream};
    use sdk_compat::proxywasm::{DefineCounterMetric, define_counter_metric};
    use sdk_compat::proxywasm::{DefineGaugeMetric, define_gauge_metric};
    use sdk_compat::proxywasm::{DefineHistogramMetric, define_histogram_metric};
    use sdk_compat::proxywasm::{DequeueSharedQueue, dequeue_shared_queue};
    use sdk_compat::proxywasm::{DispatchHttpCall, dispatch_http_call};
    use sdk_compat::proxywasm::{DispatchRedisCall, dispatch_redis_call};
    use sdk_compat::proxywasm::{EnqueueSharedQueue, enqueue_shared_queue};
    use sdk_compat::proxywasm::{GetDownstreamData, get_downstream_data};
    use sdk_compat::proxywasm::{GetHttpCallResponseBody, get_http_call_response_body};
    use sdk_compat::proxywasm::{GetHttpCallResponseHeaders, get_http_call_response_headers};
    use sdk_compat::proxywasm::{GetHttpCallResponseTrailers, get_http_call_response_trailers};
    use sdk_compat::proxywasm::{GetHttpContext, get_http_context};
    use sdk_compat::proxywasm::{GetHttpRequestBody, get_http_request_body};
    use sdk_compat::proxywasm::{GetHttpRequestHeader, get_http_request_header};
    use sdk_compat::proxywasm::{GetHttpRequestHeaders, get_http_request_headers};
    use sdk_compat::proxywasm::{GetHttpRequestTrailer, get_http_request_trailer};
    use sdk_compat::proxywasm::{GetHttpRequestTrailers, get_http_request_trailers};
    use sdk_compat::proxywasm::{GetHttpResponseBody, get_http_response_body};
    use sdk_compat::proxywasm::{GetHttpResponseHeader, get_http_response_header};
    use sdk_compat::proxywasm::{GetHttpResponseHeaders, get_http_response_headers};
    use sdk_compat::proxywasm::{GetHttpResponseTrailer, get_http_response_trailer};
    use sdk_compat::proxywasm::{GetHttpResponseTrailers, get_http_response_trailers};
    use sdk_compat::proxywasm::{GetPluginConfiguration, get_plugin_configuration};
    use sdk_compat::proxywasm::{GetProperty, get_property};
    use sdk_compat::proxywasm::{GetPropertyMap, get_property_map};
    use sdk_compat::proxywasm::{GetRedisCallResponse, get_redis_call_response};
    use sdk_compat::proxywasm::{GetSharedData, get_shared_data};
    use sdk_compat::proxywasm::{GetUpstreamData, get_upstream_data};
    use sdk_compat::proxywasm::{GetUpstreamHosts, get_upstream_hosts};
    use sdk_compat::proxywasm::{GetVMConfiguration, get_vm_configuration};
    use sdk_compat::proxywasm::{GetVMContext, get_vm_context};
    use sdk_compat::proxywasm::{InjectEncodedDataToFilterChain, inject_encoded_data_to_filter_chain};
    use sdk_compat::proxywasm::{LogCritical, log_critical};
    use sdk_compat::proxywasm::{LogCriticalf, log_criticalf};
    use sdk_compat::proxywasm::{LogDebug, log_debug};
    use sdk_compat::proxywasm::{LogDebugf, log_debugf};
    use sdk_compat::proxywasm::{LogError, log_error};
    use sdk_compat::proxywasm::{LogErrorf, log_errorf};
    use sdk_compat::proxywasm::{LogInfo, log_info};
    use sdk_compat::proxywasm::{LogInfof, log_infof};
    use sdk_compat::proxywasm::{LogTrace, log_trace};
    use sdk_compat::proxywasm::{LogTracef, log_tracef};
    use sdk_compat::proxywasm::{LogWarn, log_warn};
    use sdk_compat::proxywasm::{LogWarnf, log_warnf};
    use sdk_compat::proxywasm::MetricCounter;
    use sdk_compat::proxywasm::MetricGauge;
    use sdk_compat::proxywasm::MetricHistogram;
    use sdk_compat::proxywasm::{PluginDone, plugin_done};
    use sdk_compat::proxywasm::{PrependDownstreamData, prepend_downstream_data};
    use sdk_compat::proxywasm::{PrependHttpRequestBody, prepend_http_request_body};
    use sdk_compat::proxywasm::{PrependHttpResponseBody, prepend_http_response_body};
    use sdk_compat::proxywasm::{PrependUpstreamData, prepend_upstream_data};
    use sdk_compat::proxywasm::{RedisInit, redis_init};
    use sdk_compat::proxywasm::{RegisterSharedQueue, register_shared_queue};
    use sdk_compat::proxywasm::{RemoveHttpRequestHeader, remove_http_request_header};
    use sdk_compat::proxywasm::{RemoveHttpRequestTrailer, remove_http_request_trailer};
    use sdk_compat::proxywasm::{RemoveHttpResponseHeader, remove_http_response_header};
    use sdk_compat::proxywasm::{RemoveHttpResponseTrailer, remove_http_response_trailer};
    use sdk_compat::proxywasm::{ReplaceDownstreamData, replace_downstream_data};
    use sdk_compat::proxywasm::{ReplaceHttpRequestBody, replace_http_request_body};
    use sdk_compat::proxywasm::{ReplaceHttpRequestHeader, replace_http_request_header};
    use sdk_compat::proxywasm::{ReplaceHttpRequestHeaders, replace_http_request_headers};
    use sdk_compat::proxywasm::{ReplaceHttpRequestTrailer, replace_http_request_trailer};
    use sdk_compat::proxywasm::{ReplaceHttpRequestTrailers, replace_http_request_trailers};
    use sdk_compat::proxywasm::{ReplaceHttpResponseBody, replace_http_response_body};
    use sdk_compat::proxywasm::{ReplaceHttpResponseHeader, replace_http_response_header};
    use sdk_compat::proxywasm::{ReplaceHttpResponseHeaders, replace_http_response_headers};
    use sdk_compat::proxywasm::{ReplaceHttpResponseTrailer, replace_http_response_trailer};
    use sdk_compat::proxywasm::{ReplaceHttpResponseTrailers, replace_http_response_trailers};
    use sdk_compat::proxywasm::{ReplaceUpstreamData, replace_upstream_data};
    use sdk_compat::proxywasm::{ResolveSharedQueue, resolve_shared_queue};
    use sdk_compat::proxywasm::{ResumeHttpRequest, resume_http_request};
    use sdk_compat::proxywasm::{ResumeHttpResponse, resume_http_response};
    use sdk_compat::proxywasm::{SendHttpResponse, send_http_response};
    use sdk_compat::proxywasm::{SendHttpResponseWithDetail, send_http_response_with_detail};
    use sdk_compat::proxywasm::{SetEffectiveContext, set_effective_context};
    use sdk_compat::proxywasm::{SetHttpContext, set_http_context};
    use sdk_compat::proxywasm::{SetPluginContext, set_plugin_context};
    use sdk_compat::proxywasm::{SetProperty, set_property};
    use sdk_compat::proxywasm::{SetSharedData, set_shared_data};
    use sdk_compat::proxywasm::{SetTcpContext, set_tcp_context};
    use sdk_compat::proxywasm::{SetTickPeriodMilliSeconds, set_tick_period_milli_seconds};
    use sdk_compat::proxywasm::{SetUpstreamOverrideHost, set_upstream_override_host};
    use sdk_compat::proxywasm::{SetVMContext, set_vm_context};

    fn members_of_MetricCounter(it: MetricCounter) {
        let _ = (MetricCounter::Increment, MetricCounter::increment);
        let _ = (MetricCounter::Value, MetricCounter::value);
    }

    fn members_of_MetricGauge(it: MetricGauge) {
        let _ = (MetricGauge::Add, MetricGauge::add);
        let _ = (MetricGauge::Value, MetricGauge::value);
    }

    fn members_of_MetricHistogram(it: MetricHistogram) {
        let _ = (MetricHistogram::Record, MetricHistogram::record);
        let _ = (MetricHistogram::Value, MetricHistogram::value);
    }
}

mod types {
    use super::any;
    use sdk_compat::types::Action;
    use sdk_compat::types::ActionContinue;
    use sdk_compat::types::ActionPause;
    use sdk_compat::types::DataContinue;
    use sdk_compat::types::DataStopIterationAndBuffer;
    use sdk_compat::types::DataStopIterationAndWatermark;
    use sdk_compat::types::DataStopIterationNoBuffer;
    use sdk_compat::types::DefaultHttpContext;
    use sdk_compat::types::DefaultPluginContext;
    use sdk_compat::types::DefaultTcpContext;
    use sdk_compat::types::DefaultVMContext;
    use sdk_compat::types::ErrorInternalFailure;
    use sdk_compat::types::ErrorStatusBadArgument;
    use sdk_compat::types::ErrorStatusCasMismatch;
    use sdk_compat::types::ErrorStatusEmpty;
    use sdk_compat::types::ErrorStatusNotFound;
    use sdk_compat::types::ErrorUnimplemented;
    use sdk_compat::types::HeaderContinue;
    use sdk_compat::types::HeaderContinueAndEndStream;
    use sdk_compat::types::HeaderStopAllIterationAndBuffer;
    use sdk_compat::types::HeaderStopAllIterationAndWatermark;
    use sdk_compat::types::HeaderStopIteration;
    use sdk_compat::types::HttpContext;
    use sdk_compat::types::HttpContextFactory;
    use sdk_compat::types::OnPluginStartStatus;
    use sdk_compat::types::OnPluginStartStatusFailed;
    use sdk_compat::types::OnPluginStartStatusOK;
    use sdk_compat::types::OnVMStartStatus;
    use sdk_compat::types::OnVMStartStatusFailed;
    use sdk_compat::types::OnVMStartStatusOK;
    use sdk_compat::types::PeerType;
    use sdk_compat::types::PeerTypeLocal;
    use sdk_compat::types::PeerTypeRemote;
    use sdk_compat::types::PeerTypeUnknown;
    use sdk_compat::types::PluginContext;
    use sdk_compat::types::PluginContextFactory;
    use sdk_compat::types::TcpContext;
    use sdk_compat::types::TcpContextFactory;
    use sdk_compat::types::VMContext;

    fn members_of_DefaultHttpContext(it: DefaultHttpContext) {
        let _ = <DefaultHttpContext as sdk_compat::types::HttpContext>::OnHttpRequestBody;
        let _ = <DefaultHttpContext as sdk_compat::types::HttpContext>::OnHttpRequestHeaders;
        let _ = <DefaultHttpContext as sdk_compat::types::HttpContext>::OnHttpRequestTrailers;
        let _ = <DefaultHttpContext as sdk_compat::types::HttpContext>::OnHttpResponseBody;
        let _ = <DefaultHttpContext as sdk_compat::types::HttpContext>::OnHttpResponseHeaders;
        let _ = <DefaultHttpContext as sdk_compat::types::HttpContext>::OnHttpResponseTrailers;
        let _ = <DefaultHttpContext as sdk_compat::types::HttpContext>::OnHttpStreamDone;
    }

    fn members_of_DefaultPluginContext(it: DefaultPluginContext) {
        let _ = <DefaultPluginContext as sdk_compat::types::PluginContext>::NewHttpContext;
        let _ = <DefaultPluginContext as sdk_compat::types::PluginContext>::NewTcpContext;
        let _ = <DefaultPluginContext as sdk_compat::types::PluginContext>::OnPluginDone;
        let _ = <DefaultPluginContext as sdk_compat::types::PluginContext>::OnPluginStart;
        let _ = <DefaultPluginContext as sdk_compat::types::PluginContext>::OnQueueReady;
        let _ = <DefaultPluginContext as sdk_compat::types::PluginContext>::OnTick;
    }

    fn members_of_DefaultTcpContext(it: DefaultTcpContext) {
        let _ = <DefaultTcpContext as sdk_compat::types::TcpContext>::OnDownstreamClose;
        let _ = <DefaultTcpContext as sdk_compat::types::TcpContext>::OnDownstreamData;
        let _ = <DefaultTcpContext as sdk_compat::types::TcpContext>::OnNewConnection;
        let _ = <DefaultTcpContext as sdk_compat::types::TcpContext>::OnStreamDone;
        let _ = <DefaultTcpContext as sdk_compat::types::TcpContext>::OnUpstreamClose;
        let _ = <DefaultTcpContext as sdk_compat::types::TcpContext>::OnUpstreamData;
    }

    fn members_of_DefaultVMContext(it: DefaultVMContext) {
        let _ = <DefaultVMContext as sdk_compat::types::VMContext>::NewPluginContext;
        let _ = <DefaultVMContext as sdk_compat::types::VMContext>::OnVMStart;
    }

    fn members_of_HttpContext<T: HttpContext>() {
        let _ = T::OnHttpRequestBody;
        let _ = T::OnHttpRequestHeaders;
        let _ = T::OnHttpRequestTrailers;
        let _ = T::OnHttpResponseBody;
        let _ = T::OnHttpResponseHeaders;
        let _ = T::OnHttpResponseTrailers;
        let _ = T::OnHttpStreamDone;
    }

    fn members_of_PluginContext<T: PluginContext>() {
        let _ = T::NewHttpContext;
        let _ = T::NewTcpContext;
        let _ = T::OnPluginDone;
        let _ = T::OnPluginStart;
        let _ = T::OnQueueReady;
        let _ = T::OnTick;
    }

    fn members_of_TcpContext<T: TcpContext>() {
        let _ = T::OnDownstreamClose;
        let _ = T::OnDownstreamData;
        let _ = T::OnNewConnection;
        let _ = T::OnStreamDone;
        let _ = T::OnUpstreamClose;
        let _ = T::OnUpstreamData;
    }

    fn members_of_VMContext<T: VMContext>() {
        let _ = T::NewPluginContext;
        let _ = T::OnVMStart;
    }

    #[test]
    fn constants() {
        assert_eq!(ActionContinue.0, 0);
        assert_eq!(ActionPause.0, 1);
        assert_eq!(DataContinue.0, 0);
        assert_eq!(DataStopIterationAndBuffer.0, 1);
        assert_eq!(DataStopIterationAndWatermark.0, 2);
        assert_eq!(DataStopIterationNoBuffer.0, 3);
        assert_eq!(HeaderContinue.0, 0);
        assert_eq!(HeaderContinueAndEndStream.0, 2);
        assert_eq!(HeaderStopAllIterationAndBuffer.0, 3);
        assert_eq!(HeaderStopAllIterationAndWatermark.0, 4);
        assert_eq!(HeaderStopIteration.0, 1);
        assert_eq!(OnPluginStartStatusFailed.0, false);
        assert_eq!(OnPluginStartStatusOK.0, true);
        assert_eq!(OnVMStartStatusFailed.0, false);
        assert_eq!(OnVMStartStatusOK.0, true);
        assert_eq!(PeerTypeLocal.0, 1);
        assert_eq!(PeerTypeRemote.0, 2);
        assert_eq!(PeerTypeUnknown.0, 0);
    }
}

mod properties {
    use super::any;
    use sdk_compat::properties::EnvoyExtension;
    use sdk_compat::properties::EnvoyLocality;
    use sdk_compat::properties::EnvoyTrafficDirection;
    use sdk_compat::properties::EnvoyTrafficDirectionInbound;
    use sdk_compat::properties::EnvoyTrafficDirectionOutbound;
    use sdk_compat::properties::EnvoyTrafficDirectionUnspecified;
    use sdk_compat::properties::{GetClusterMetadata, get_cluster_metadata};
    use sdk_compat::properties::{GetClusterName, get_cluster_name};
    use sdk_compat::properties::{GetDownstreamConnectionID, get_downstream_connection_id};
    use sdk_compat::properties::{GetDownstreamDnsSanLocalCertificate, get_downstream_dns_san_local_certificate};
    use sdk_compat::properties::{GetDownstreamDnsSanPeerCertificate, get_downstream_dns_san_peer_certificate};
    use sdk_compat::properties::{GetDownstreamLocalAddress, get_downstream_local_address};
    use sdk_compat::properties::{GetDownstreamLocalPort, get_downstream_local_port};
    use sdk_compat::properties::{GetDownstreamRemoteAddress, get_downstream_remote_address};
    use sdk_compat::properties::{GetDownstreamRemotePort, get_downstream_remote_port};
    use sdk_compat::properties::{GetDownstreamRequestedServerName, get_downstream_requested_server_name};
    use sdk_compat::properties::{GetDownstreamSha256PeerCertificateDigest, get_downstream_sha256_peer_certificate_digest};
    use sdk_compat::properties::{GetDownstreamSubjectLocalCertificate, get_downstream_subject_local_certificate};
    use sdk_compat::properties::{GetDownstreamSubjectPeerCertificate, get_downstream_subject_peer_certificate};
    use sdk_compat::properties::{GetDownstreamTerminationDetails, get_downstream_termination_details};
    use sdk_compat::properties::{GetDownstreamTlsVersion, get_downstream_tls_version};
    use sdk_compat::properties::{GetDownstreamUriSanLocalCertificate, get_downstream_uri_san_local_certificate};
    use sdk_compat::properties::{GetDownstreamUriSanPeerCertificate, get_downstream_uri_san_peer_certificate};
    use sdk_compat::properties::{GetListenerDirection, get_listener_direction};
    use sdk_compat::properties::{GetListenerMetadata, get_listener_metadata};
    use sdk_compat::properties::{GetNodeClientFeatures, get_node_client_features};
    use sdk_compat::properties::{GetNodeCluster, get_node_cluster};
    use sdk_compat::properties::{GetNodeDynamicParams, get_node_dynamic_params};
    use sdk_compat::properties::{GetNodeExtensions, get_node_extensions};
    use sdk_compat::properties::{GetNodeId, get_node_id};
    use sdk_compat::properties::{GetNodeListeningAddresses, get_node_listening_addresses};
    use sdk_compat::properties::{GetNodeLocality, get_node_locality};
    use sdk_compat::properties::{GetNodeMetaAnnotations, get_node_meta_annotations};
    use sdk_compat::properties::{GetNodeMetaAppContainers, get_node_meta_app_containers};
    use sdk_compat::properties::{GetNodeMetaClusterId, get_node_meta_cluster_id};
    use sdk_compat::properties::{GetNodeMetaEnvoyPrometheusPort, get_node_meta_envoy_prometheus_port};
    use sdk_compat::properties::{GetNodeMetaEnvoyStatusPort, get_node_meta_envoy_status_port};
    use sdk_compat::properties::{GetNodeMetaInstanceIps, get_node_meta_instance_ips};
    use sdk_compat::properties::{GetNodeMetaInterceptionMode, get_node_meta_interception_mode};
    use sdk_compat::properties::{GetNodeMetaIstioProxySha, get_node_meta_istio_proxy_sha};
    use sdk_compat::properties::{GetNodeMetaIstioVersion, get_node_meta_istio_version};
    use sdk_compat::properties::{GetNodeMetaLabels, get_node_meta_labels};
    use sdk_compat::properties::{GetNodeMetaMeshId, get_node_meta_mesh_id};
    use sdk_compat::properties::{GetNodeMetaName, get_node_meta_name};
    use sdk_compat::properties::{GetNodeMetaNamespace, get_node_meta_namespace};
    use sdk_compat::properties::{GetNodeMetaNodeName, get_node_meta_node_name};
    use sdk_compat::properties::{GetNodeMetaOwner, get_node_meta_owner};
    use sdk_compat::properties::{GetNodeMetaPilotSan, get_node_meta_pilot_san};
    use sdk_compat::properties::{GetNodeMetaPodPorts, get_node_meta_pod_ports};
    use sdk_compat::properties::{GetNodeMetaProxyConfigBinaryPath, get_node_meta_proxy_config_binary_path};
    use sdk_compat::properties::{GetNodeMetaProxyConfigConcurrency, get_node_meta_proxy_config_concurrency};
    use sdk_compat::properties::{GetNodeMetaProxyConfigConfigPath, get_node_meta_proxy_config_config_path};
    use sdk_compat::properties::{GetNodeMetaServiceAccount, get_node_meta_service_account};
    use sdk_compat::properties::{GetNodeMetaWorkloadName, get_node_meta_workload_name};
    use sdk_compat::properties::{GetNodeProxyConfigControlPlaneAuthPolicy, get_node_proxy_config_control_plane_auth_policy};
    use sdk_compat::properties::{GetNodeProxyConfigDiscoveryAddress, get_node_proxy_config_discovery_address};
    use sdk_compat::properties::{GetNodeProxyConfigDrainDuration, get_node_proxy_config_drain_duration};
    use sdk_compat::properties::{GetNodeProxyConfigExtraStatTags, get_node_proxy_config_extra_stat_tags};
    use sdk_compat::properties::{GetNodeProxyConfigHoldApplicationUntilProxyStarts, get_node_proxy_config_hold_application_until_proxy_starts};
    use sdk_compat::properties::{GetNodeProxyConfigProxyAdminPort, get_node_proxy_config_proxy_admin_port};
    use sdk_compat::properties::{GetNodeProxyConfigProxyStatsMatcher, get_node_proxy_config_proxy_stats_matcher};
    use sdk_compat::properties::{GetNodeProxyConfigServiceCluster, get_node_proxy_config_service_cluster};
    use sdk_compat::properties::{GetNodeProxyConfigStatNameLength, get_node_proxy_config_stat_name_length};
    use sdk_compat::properties::{GetNodeProxyConfigStatusPort, get_node_proxy_config_status_port};
    use sdk_compat::properties::{GetNodeProxyConfigTerminationDrainDuration, get_node_proxy_config_termination_drain_duration};
    use sdk_compat::properties::{GetNodeProxyConfigTracingDatadogAddress, get_node_proxy_config_tracing_datadog_address};
    use sdk_compat::properties::{GetNodeProxyConfigTracingOpenCensusAgentAddress, get_node_proxy_config_tracing_open_census_agent_address};
    use sdk_compat::properties::{GetNodeProxyConfigTracingZipkinAddress, get_node_proxy_config_tracing_zipkin_address};
    use sdk_compat::properties::{GetNodeUserAgentBuildVersion, get_node_user_agent_build_version};
    use sdk_compat::properties::{GetNodeUserAgentName, get_node_user_agent_name};
    use sdk_compat::properties::{GetNodeUserAgentVersion, get_node_user_agent_version};
    use sdk_compat::properties::{GetPluginName, get_plugin_name};
    use sdk_compat::properties::{GetPluginRootId, get_plugin_root_id};
    use sdk_compat::properties::{GetPluginVmId, get_plugin_vm_id};
    use sdk_compat::properties::{GetRequestDuration, get_request_duration};
    use sdk_compat::properties::{GetRequestHeaders, get_request_headers};
    use sdk_compat::properties::{GetRequestHost, get_request_host};
    use sdk_compat::properties::{GetRequestId, get_request_id};
    use sdk_compat::properties::{GetRequestMethod, get_request_method};
    use sdk_compat::properties::{GetRequestPath, get_request_path};
    use sdk_compat::properties::{GetRequestProtocol, get_request_protocol};
    use sdk_compat::properties::{GetRequestQuery, get_request_query};
    use sdk_compat::properties::{GetRequestReferer, get_request_referer};
    use sdk_compat::properties::{GetRequestScheme, get_request_scheme};
    use sdk_compat::properties::{GetRequestSize, get_request_size};
    use sdk_compat::properties::{GetRequestTime, get_request_time};
    use sdk_compat::properties::{GetRequestTotalSize, get_request_total_size};
    use sdk_compat::properties::{GetRequestUrlPath, get_request_url_path};
    use sdk_compat::properties::{GetRequestUserAgent, get_request_user_agent};
    use sdk_compat::properties::{GetResponseCode, get_response_code};
    use sdk_compat::properties::{GetResponseCodeDetails, get_response_code_details};
    use sdk_compat::properties::{GetResponseFlags, get_response_flags};
    use sdk_compat::properties::{GetResponseGrpcStatusCode, get_response_grpc_status_code};
    use sdk_compat::properties::{GetResponseHeaders, get_response_headers};
    use sdk_compat::properties::{GetResponseSize, get_response_size};
    use sdk_compat::properties::{GetResponseTotalSize, get_response_total_size};
    use sdk_compat::properties::{GetResponseTrailers, get_response_trailers};
    use sdk_compat::properties::{GetRouteMetadata, get_route_metadata};
    use sdk_compat::properties::{GetRouteName, get_route_name};
    use sdk_compat::properties::{GetUpstreamAddress, get_upstream_address};
    use sdk_compat::properties::{GetUpstreamDnsSanLocalCertificate, get_upstream_dns_san_local_certificate};
    use sdk_compat::properties::{GetUpstreamDnsSanPeerCertificate, get_upstream_dns_san_peer_certificate};
    use sdk_compat::properties::{GetUpstreamHostMetadata, get_upstream_host_metadata};
    use sdk_compat::properties::{GetUpstreamLocalAddress, get_upstream_local_address};
    use sdk_compat::properties::{GetUpstreamPort, get_upstream_port};
    use sdk_compat::properties::{GetUpstreamSha256PeerCertificateDigest, get_upstream_sha256_peer_certificate_digest};
    use sdk_compat::properties::{GetUpstreamSubjectLocalCertificate, get_upstream_subject_local_certificate};
    use sdk_compat::properties::{GetUpstreamSubjectPeerCertificate, get_upstream_subject_peer_certificate};
    use sdk_compat::properties::{GetUpstreamTlsVersion, get_upstream_tls_version};
    use sdk_compat::properties::{GetUpstreamTransportFailureReason, get_upstream_transport_failure_reason};
    use sdk_compat::properties::{GetUpstreamUriSanLocalCertificate, get_upstream_uri_san_local_certificate};
    use sdk_compat::properties::{GetUpstreamUriSanPeerCertificate, get_upstream_uri_san_peer_certificate};
    use sdk_compat::properties::{GetXdsClusterMetadata, get_xds_cluster_metadata};
    use sdk_compat::properties::{GetXdsClusterName, get_xds_cluster_name};
    use sdk_compat::properties::{GetXdsListenerFilterChainName, get_xds_listener_filter_chain_name};
    use sdk_compat::properties::{GetXdsRouteMetadata, get_xds_route_metadata};
    use sdk_compat::properties::{GetXdsRouteName, get_xds_route_name};
    use sdk_compat::properties::{GetXdsUpstreamHostMetadata, get_xds_upstream_host_metadata};
    use sdk_compat::properties::{IsDownstreamConnectionTls, is_downstream_connection_tls};
    use sdk_compat::properties::IstioFilterMetadata;
    use sdk_compat::properties::IstioProxyStatsMatcher;
    use sdk_compat::properties::IstioService;
    use sdk_compat::properties::IstioTrafficInterceptionMode;
    use sdk_compat::properties::IstioTrafficInterceptionModeNone;
    use sdk_compat::properties::IstioTrafficInterceptionModeRedirect;
    use sdk_compat::properties::IstioTrafficInterceptionModeTproxy;
    use sdk_compat::properties::{ParseIstioTrafficInterceptionMode, parse_istio_traffic_interception_mode};

    fn members_of_EnvoyExtension(it: EnvoyExtension) {
        let _ = &it.Category;
        let _ = &it.Name;
        let _ = &it.TypeUrls;
    }

    fn members_of_EnvoyLocality(it: EnvoyLocality) {
        let _ = &it.Region;
        let _ = &it.Subzone;
        let _ = &it.Zone;
    }

    fn members_of_EnvoyTrafficDirection(it: EnvoyTrafficDirection) {
        let _ = (EnvoyTrafficDirection::String, EnvoyTrafficDirection::string);
    }

    fn members_of_IstioFilterMetadata(it: IstioFilterMetadata) {
        let _ = &it.Config;
        let _ = &it.Services;
    }

    fn members_of_IstioProxyStatsMatcher(it: IstioProxyStatsMatcher) {
        let _ = &it.InclusionPrefixes;
        let _ = &it.InclusionRegexps;
        let _ = &it.InclusionSuffixes;
    }

    fn members_of_IstioService(it: IstioService) {
        let _ = &it.Host;
        let _ = &it.Name;
        let _ = &it.Namespace;
    }

    fn members_of_IstioTrafficInterceptionMode(it: IstioTrafficInterceptionMode) {
        let _ = (IstioTrafficInterceptionMode::String, IstioTrafficInterceptionMode::string);
    }

    #[test]
    fn constants() {
        assert_eq!(EnvoyTrafficDirectionInbound.0, 1);
        assert_eq!(EnvoyTrafficDirectionOutbound.0, 2);
        assert_eq!(EnvoyTrafficDirectionUnspecified.0, 0);
        assert_eq!(IstioTrafficInterceptionModeNone.0, 0);
        assert_eq!(IstioTrafficInterceptionModeRedirect.0, 2);
        assert_eq!(IstioTrafficInterceptionModeTproxy.0, 1);
    }
}

mod gjson {
    use super::any;
    use sdk_compat::gjson::{AddModifier, add_modifier};
    use sdk_compat::gjson::{AppendJSONString, append_json_string};
    use sdk_compat::gjson::DisableEscapeHTML;
    use sdk_compat::gjson::DisableModifiers;
    use sdk_compat::gjson::{Escape, escape};
    use sdk_compat::gjson::False;
    use sdk_compat::gjson::{ForEachLine, for_each_line};
    use sdk_compat::gjson::{Get, get};
    use sdk_compat::gjson::{GetBytes, get_bytes};
    use sdk_compat::gjson::{GetMany, get_many};
    use sdk_compat::gjson::{GetManyBytes, get_many_bytes};
    use sdk_compat::gjson::JSON;
    use sdk_compat::gjson::{ModifierExists, modifier_exists};
    use sdk_compat::gjson::Null;
    use sdk_compat::gjson::Number;
    use sdk_compat::gjson::{Parse, parse};
    use sdk_compat::gjson::{ParseBytes, parse_bytes};
    use sdk_compat::gjson::Result;
    use sdk_compat::gjson::String;
    use sdk_compat::gjson::True;
    use sdk_compat::gjson::Type;
    use sdk_compat::gjson::{Valid, valid};
    use sdk_compat::gjson::{ValidBytes, valid_bytes};

    fn members_of_Result(it: Result) {
        let _ = (Result::Array, Result::array);
        let _ = (Result::Bool, Result::bool);
        let _ = (Result::Exists, Result::exists);
        let _ = (Result::Float, Result::float);
        let _ = (Result::ForEach(any(), |_, _| true), Result::for_each(any(), |_, _| true));
        let _ = (Result::Get(any(), ""), Result::get(any(), ""));
        let _ = &it.Index;
        let _ = &it.Indexes;
        let _ = (Result::Int, Result::int);
        let _ = (Result::IsArray, Result::is_array);
        let _ = (Result::IsBool, Result::is_bool);
        let _ = (Result::IsObject, Result::is_object);
        let _ = (Result::Less, Result::less);
        let _ = (Result::Map, Result::map);
        let _ = &it.Num;
        let _ = (Result::Path(any(), ""), Result::path(any(), ""));
        let _ = (Result::Paths(any(), ""), Result::paths(any(), ""));
        let _ = &it.Raw;
        let _ = &it.Str;
        let _ = (Result::String, Result::string);
        let _ = (Result::Time, Result::time);
        let _ = &it.Type;
        let _ = (Result::Uint, Result::uint);
        let _ = (Result::Value, Result::value);
    }

    fn members_of_Type(it: Type) {
        let _ = (Type::String, Type::string);
    }

    #[test]
    fn constants() {
        assert_eq!(False as i64, 1);
        assert_eq!(JSON as i64, 5);
        assert_eq!(Null as i64, 0);
        assert_eq!(Number as i64, 2);
        assert_eq!(String as i64, 3);
        assert_eq!(True as i64, 4);
    }
}

mod sjson {
    use super::any;
    use sdk_compat::sjson::{Delete, delete};
    use sdk_compat::sjson::{DeleteBytes, delete_bytes};
    use sdk_compat::sjson::Options;
    use sdk_compat::sjson::{Set, set};
    use sdk_compat::sjson::{SetBytes, set_bytes};
    use sdk_compat::sjson::{SetBytesOptions, set_bytes_options};
    use sdk_compat::sjson::{SetOptions, set_options};
    use sdk_compat::sjson::{SetRaw, set_raw};
    use sdk_compat::sjson::{SetRawBytes, set_raw_bytes};
    use sdk_compat::sjson::{SetRawBytesOptions, set_raw_bytes_options};
    use sdk_compat::sjson::{SetRawOptions, set_raw_options};

    fn members_of_Options(it: Options) {
        let _ = &it.Optimistic;
        let _ = &it.ReplaceInPlace;
    }
}

mod resp {
    use super::any;
    use sdk_compat::resp::AOF;
    use sdk_compat::resp::Always;
    use sdk_compat::resp::{AnyValue, any_value};
    use sdk_compat::resp::Array;
    use sdk_compat::resp::{ArrayValue, array_value};
    use sdk_compat::resp::{BoolValue, bool_value};
    use sdk_compat::resp::BulkString;
    use sdk_compat::resp::{BytesValue, bytes_value};
    use sdk_compat::resp::Conn;
    use sdk_compat::resp::Error;
    use sdk_compat::resp::{ErrorValue, error_value};
    use sdk_compat::resp::EverySecond;
    use sdk_compat::resp::{FloatValue, float_value};
    use sdk_compat::resp::Integer;
    use sdk_compat::resp::{IntegerValue, integer_value};
    use sdk_compat::resp::{MultiBulkValue, multi_bulk_value};
    use sdk_compat::resp::Never;
    use sdk_compat::resp::{NewConn, new_conn};
    use sdk_compat::resp::{NewReader, new_reader};
    use sdk_compat::resp::{NewServer, new_server};
    use sdk_compat::resp::{NewWriter, new_writer};
    use sdk_compat::resp::{NullValue, null_value};
    use sdk_compat::resp::{OpenAOF, open_aof};
    use sdk_compat::resp::Reader;
    use sdk_compat::resp::Server;
    use sdk_compat::resp::SimpleString;
    use sdk_compat::resp::{SimpleStringValue, simple_string_value};
    use sdk_compat::resp::{StringValue, string_value};
    use sdk_compat::resp::SyncPolicy;
    use sdk_compat::resp::Type;
    use sdk_compat::resp::Value;
    use sdk_compat::resp::Writer;

    fn members_of_AOF(it: AOF) {
        let _ = (AOF::Append, AOF::append);
        let _ = (AOF::AppendMulti, AOF::append_multi);
        let _ = (AOF::Close, AOF::close);
        let _ = (AOF::Scan(any(), |_| {}), AOF::scan(any(), |_| {}));
        let _ = (AOF::SetSyncPolicy, AOF::set_sync_policy);
    }

    fn members_of_Conn(it: Conn) {
        let _ = (Conn::ReadMultiBulk, Conn::read_multi_bulk);
        let _ = (Conn::ReadValue, Conn::read_value);
        let _ = &it.Reader;
        let _ = &it.RemoteAddr;
        let _ = (Conn::WriteArray, Conn::write_array);
        let _ = (Conn::WriteBytes(any(), ""), Conn::write_bytes(any(), ""));
        let _ = (Conn::WriteError, Conn::write_error);
        let _ = (Conn::WriteInteger, Conn::write_integer);
        let _ = (Conn::WriteMultiBulk(any(), "", any()), Conn::write_multi_bulk(any(), "", any()));
        let _ = (Conn::WriteNull, Conn::write_null);
        let _ = (Conn::WriteSimpleString(any(), ""), Conn::write_simple_string(any(), ""));
        let _ = (Conn::WriteString(any(), ""), Conn::write_string(any(), ""));
        let _ = (Conn::WriteValue, Conn::write_value);
        let _ = &it.Writer;
    }

    fn members_of_Reader(it: Reader) {
        let _ = (Reader::ReadMultiBulk, Reader::read_multi_bulk);
        let _ = (Reader::ReadValue, Reader::read_value);
    }

    fn members_of_Server(it: Server) {
        let _ = (Server::AcceptFunc(any(), |_| true), Server::accept_func(any(), |_| true));
        let _ = (Server::HandleFunc(any(), "", |_, _| true), Server::handle_func(any(), "", |_, _| true));
        let _ = (Server::ListenAndServe(any(), ""), Server::listen_and_serve(any(), ""));
    }

    fn members_of_SyncPolicy(it: SyncPolicy) {
        let _ = (SyncPolicy::String, SyncPolicy::string);
    }

    fn members_of_Type(it: Type) {
        let _ = (Type::String, Type::string);
    }

    fn members_of_Value(it: Value) {
        let _ = (Value::Array, Value::array);
        let _ = (Value::Bool, Value::bool);
        let _ = (Value::Bytes, Value::bytes);
        let _ = (Value::Equals, Value::equals);
        let _ = (Value::Error, Value::error);
        let _ = (Value::Float, Value::float);
        let _ = (Value::Integer, Value::integer);
        let _ = (Value::IsNull, Value::is_null);
        let _ = (Value::MarshalRESP, Value::marshal_resp);
        let _ = (Value::String, Value::string);
        let _ = (Value::Type, Value::r#type);
    }

    fn members_of_Writer(it: Writer) {
        let _ = (Writer::WriteArray, Writer::write_array);
        let _ = (Writer::WriteBytes(any(), ""), Writer::write_bytes(any(), ""));
        let _ = (Writer::WriteError, Writer::write_error);
        let _ = (Writer::WriteInteger, Writer::write_integer);
        let _ = (Writer::WriteMultiBulk(any(), "", any()), Writer::write_multi_bulk(any(), "", any()));
        let _ = (Writer::WriteNull, Writer::write_null);
        let _ = (Writer::WriteSimpleString(any(), ""), Writer::write_simple_string(any(), ""));
        let _ = (Writer::WriteString(any(), ""), Writer::write_string(any(), ""));
        let _ = (Writer::WriteValue, Writer::write_value);
    }

    #[test]
    fn constants() {
        assert_eq!(Always as i64, 2);
        assert_eq!(Array as u8, 42);
        assert_eq!(BulkString as u8, 36);
        assert_eq!(Error as u8, 45);
        assert_eq!(EverySecond as i64, 1);
        assert_eq!(Integer as u8, 58);
        assert_eq!(Never as i64, 0);
        assert_eq!(SimpleString as u8, 43);
    }
}

mod test {
    use super::any;
    use sdk_compat::test::{CreateRedisResp, create_redis_resp};
    use sdk_compat::test::{CreateRedisRespArray, create_redis_resp_array};
    use sdk_compat::test::{CreateRedisRespBool, create_redis_resp_bool};
    use sdk_compat::test::{CreateRedisRespError, create_redis_resp_error};
    use sdk_compat::test::{CreateRedisRespFloat, create_redis_resp_float};
    use sdk_compat::test::{CreateRedisRespInt, create_redis_resp_int};
    use sdk_compat::test::{CreateRedisRespNull, create_redis_resp_null};
    use sdk_compat::test::{CreateRedisRespString, create_redis_resp_string};
    use sdk_compat::test::{GetHeaderValue, get_header_value};
    use sdk_compat::test::{HasHeader, has_header};
    use sdk_compat::test::{HasHeaderWithValue, has_header_with_value};
    use sdk_compat::test::HeaderOptionFunc;
    use sdk_compat::test::{NewTestHost, new_test_host};
    use sdk_compat::test::{NewTestHostWithForeignFuncs, new_test_host_with_foreign_funcs};
    use sdk_compat::test::{RunGoTest, run_go_test};
    use sdk_compat::test::{RunTest, run_test};
    use sdk_compat::test::{RunTestWithPath, run_test_with_path};
    use sdk_compat::test::{RunWasmTest, run_wasm_test};
    use sdk_compat::test::{RunWasmTestWithPath, run_wasm_test_with_path};
    use sdk_compat::test::TestHost;
    use sdk_compat::test::{WithEndOfStream, with_end_of_stream};

    fn members_of_TestHost(it: TestHost) {
        let _ = (<<TestHost as std::ops::Deref>::Target>::CallOnDownstreamData(any(), any(), ""), <<TestHost as std::ops::Deref>::Target>::call_on_downstream_data(any(), any(), ""));
        let _ = (TestHost::CallOnHttpCall(any(), any(), ""), TestHost::call_on_http_call(any(), any(), ""));
        let _ = (<<TestHost as std::ops::Deref>::Target>::CallOnHttpCallResponse(any(), any(), any(), any(), ""), <<TestHost as std::ops::Deref>::Target>::call_on_http_call_response(any(), any(), any(), any(), ""));
        let _ = (TestHost::CallOnHttpRequestBody(any(), ""), TestHost::call_on_http_request_body(any(), ""));
        let _ = (TestHost::CallOnHttpRequestHeaders, TestHost::call_on_http_request_headers);
        let _ = (TestHost::CallOnHttpResponseBody(any(), ""), TestHost::call_on_http_response_body(any(), ""));
        let _ = (TestHost::CallOnHttpResponseHeaders, TestHost::call_on_http_response_headers);
        let _ = (TestHost::CallOnHttpStreamingRequestBody(any(), "", any()), TestHost::call_on_http_streaming_request_body(any(), "", any()));
        let _ = (TestHost::CallOnHttpStreamingResponseBody(any(), "", any()), TestHost::call_on_http_streaming_response_body(any(), "", any()));
        let _ = (TestHost::CallOnRedisCall(any(), any(), ""), TestHost::call_on_redis_call(any(), any(), ""));
        let _ = (<<TestHost as std::ops::Deref>::Target>::CallOnRedisCallResponse(any(), any(), any(), ""), <<TestHost as std::ops::Deref>::Target>::call_on_redis_call_response(any(), any(), any(), ""));
        let _ = (<<TestHost as std::ops::Deref>::Target>::CallOnRequestBody(any(), any(), "", any()), <<TestHost as std::ops::Deref>::Target>::call_on_request_body(any(), any(), "", any()));
        let _ = (<<TestHost as std::ops::Deref>::Target>::CallOnRequestHeaders, <<TestHost as std::ops::Deref>::Target>::call_on_request_headers);
        let _ = (<<TestHost as std::ops::Deref>::Target>::CallOnRequestTrailers, <<TestHost as std::ops::Deref>::Target>::call_on_request_trailers);
        let _ = (<<TestHost as std::ops::Deref>::Target>::CallOnResponseBody(any(), any(), "", any()), <<TestHost as std::ops::Deref>::Target>::call_on_response_body(any(), any(), "", any()));
        let _ = (<<TestHost as std::ops::Deref>::Target>::CallOnResponseHeaders, <<TestHost as std::ops::Deref>::Target>::call_on_response_headers);
        let _ = (<<TestHost as std::ops::Deref>::Target>::CallOnResponseTrailers, <<TestHost as std::ops::Deref>::Target>::call_on_response_trailers);
        let _ = (<<TestHost as std::ops::Deref>::Target>::CallOnUpstreamData(any(), any(), ""), <<TestHost as std::ops::Deref>::Target>::call_on_upstream_data(any(), any(), ""));
        let _ = (<<TestHost as std::ops::Deref>::Target>::CloseDownstreamConnection, <<TestHost as std::ops::Deref>::Target>::close_downstream_connection);
        let _ = (<<TestHost as std::ops::Deref>::Target>::CloseUpstreamConnection, <<TestHost as std::ops::Deref>::Target>::close_upstream_connection);
        let _ = (<<TestHost as std::ops::Deref>::Target>::CompleteConnection, <<TestHost as std::ops::Deref>::Target>::complete_connection);
        let _ = (TestHost::CompleteHttp, TestHost::complete_http);
        let _ = (<<TestHost as std::ops::Deref>::Target>::CompleteHttpContext, <<TestHost as std::ops::Deref>::Target>::complete_http_context);
        let _ = (<<TestHost as std::ops::Deref>::Target>::FinishVM, <<TestHost as std::ops::Deref>::Target>::finish_vm);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetCalloutAttributesFromContext, <<TestHost as std::ops::Deref>::Target>::get_callout_attributes_from_context);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetCounterMetric(any(), ""), <<TestHost as std::ops::Deref>::Target>::get_counter_metric(any(), ""));
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetCriticalLogs, <<TestHost as std::ops::Deref>::Target>::get_critical_logs);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetCurrentHttpStreamAction, <<TestHost as std::ops::Deref>::Target>::get_current_http_stream_action);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetCurrentRequestBody, <<TestHost as std::ops::Deref>::Target>::get_current_request_body);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetCurrentRequestHeaders, <<TestHost as std::ops::Deref>::Target>::get_current_request_headers);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetCurrentResponseBody, <<TestHost as std::ops::Deref>::Target>::get_current_response_body);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetCurrentResponseHeaders, <<TestHost as std::ops::Deref>::Target>::get_current_response_headers);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetDebugLogs, <<TestHost as std::ops::Deref>::Target>::get_debug_logs);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetErrorLogs, <<TestHost as std::ops::Deref>::Target>::get_error_logs);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetGaugeMetric(any(), ""), <<TestHost as std::ops::Deref>::Target>::get_gauge_metric(any(), ""));
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetHistogramMetric(any(), ""), <<TestHost as std::ops::Deref>::Target>::get_histogram_metric(any(), ""));
        let _ = (TestHost::GetHttpCalloutAttributes, TestHost::get_http_callout_attributes);
        let _ = (TestHost::GetHttpStreamAction, TestHost::get_http_stream_action);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetInfoLogs, <<TestHost as std::ops::Deref>::Target>::get_info_logs);
        let _ = (TestHost::GetLocalResponse, TestHost::get_local_response);
        let _ = (TestHost::GetMatchConfig, TestHost::get_match_config);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetProperty(any(), &[""]), <<TestHost as std::ops::Deref>::Target>::get_property(any(), &[""]));
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetQueueSize, <<TestHost as std::ops::Deref>::Target>::get_queue_size);
        let _ = (TestHost::GetRedisCalloutAttributes, TestHost::get_redis_callout_attributes);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetRedisCalloutAttributesFromContext, <<TestHost as std::ops::Deref>::Target>::get_redis_callout_attributes_from_context);
        let _ = (TestHost::GetRequestBody, TestHost::get_request_body);
        let _ = (TestHost::GetRequestHeaders, TestHost::get_request_headers);
        let _ = (TestHost::GetResponseBody, TestHost::get_response_body);
        let _ = (TestHost::GetResponseHeaders, TestHost::get_response_headers);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetSentLocalResponse, <<TestHost as std::ops::Deref>::Target>::get_sent_local_response);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetTickPeriod, <<TestHost as std::ops::Deref>::Target>::get_tick_period);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetTraceLogs, <<TestHost as std::ops::Deref>::Target>::get_trace_logs);
        let _ = (<<TestHost as std::ops::Deref>::Target>::GetWarnLogs, <<TestHost as std::ops::Deref>::Target>::get_warn_logs);
        let _ = (TestHost::InitHttp, TestHost::init_http);
        let _ = (<<TestHost as std::ops::Deref>::Target>::InitializeConnection, <<TestHost as std::ops::Deref>::Target>::initialize_connection);
        let _ = (<<TestHost as std::ops::Deref>::Target>::InitializeHttpContext, <<TestHost as std::ops::Deref>::Target>::initialize_http_context);
        let _ = (<<TestHost as std::ops::Deref>::Target>::RegisterForeignFunction(any(), "", |_| any()), <<TestHost as std::ops::Deref>::Target>::register_foreign_function(any(), "", |_| any()));
        let _ = (TestHost::Reset, TestHost::reset);
        let _ = (TestHost::SetClusterName(any(), ""), TestHost::set_cluster_name(any(), ""));
        let _ = (TestHost::SetDomainName(any(), ""), TestHost::set_domain_name(any(), ""));
        let _ = (<<TestHost as std::ops::Deref>::Target>::SetHttpRequestHeaders, <<TestHost as std::ops::Deref>::Target>::set_http_request_headers);
        let _ = (<<TestHost as std::ops::Deref>::Target>::SetProperty(any(), &[""], ""), <<TestHost as std::ops::Deref>::Target>::set_property(any(), &[""], ""));
        let _ = (TestHost::SetRequestId(any(), ""), TestHost::set_request_id(any(), ""));
        let _ = (TestHost::SetRouteName(any(), ""), TestHost::set_route_name(any(), ""));
        let _ = (<<TestHost as std::ops::Deref>::Target>::StartPlugin, <<TestHost as std::ops::Deref>::Target>::start_plugin);
        let _ = (<<TestHost as std::ops::Deref>::Target>::StartVM, <<TestHost as std::ops::Deref>::Target>::start_vm);
        let _ = (<<TestHost as std::ops::Deref>::Target>::Tick, <<TestHost as std::ops::Deref>::Target>::tick);
    }
}

mod proxytest {
    use super::any;
    use sdk_compat::proxytest::HostEmulator;
    use sdk_compat::proxytest::HttpCalloutAttribute;
    use sdk_compat::proxytest::LocalHttpResponse;
    use sdk_compat::proxytest::RedisCalloutAttribute;

    fn members_of_HostEmulator(it: HostEmulator) {
        let _ = (HostEmulator::CallOnDownstreamData(any(), any(), ""), HostEmulator::call_on_downstream_data(any(), any(), ""));
        let _ = (HostEmulator::CallOnHttpCallResponse(any(), any(), any(), any(), ""), HostEmulator::call_on_http_call_response(any(), any(), any(), any(), ""));
        let _ = (HostEmulator::CallOnRedisCallResponse(any(), any(), any(), ""), HostEmulator::call_on_redis_call_response(any(), any(), any(), ""));
        let _ = (HostEmulator::CallOnRequestBody(any(), any(), "", any()), HostEmulator::call_on_request_body(any(), any(), "", any()));
        let _ = (HostEmulator::CallOnRequestHeaders, HostEmulator::call_on_request_headers);
        let _ = (HostEmulator::CallOnRequestTrailers, HostEmulator::call_on_request_trailers);
        let _ = (HostEmulator::CallOnResponseBody(any(), any(), "", any()), HostEmulator::call_on_response_body(any(), any(), "", any()));
        let _ = (HostEmulator::CallOnResponseHeaders, HostEmulator::call_on_response_headers);
        let _ = (HostEmulator::CallOnResponseTrailers, HostEmulator::call_on_response_trailers);
        let _ = (HostEmulator::CallOnUpstreamData(any(), any(), ""), HostEmulator::call_on_upstream_data(any(), any(), ""));
        let _ = (HostEmulator::CloseDownstreamConnection, HostEmulator::close_downstream_connection);
        let _ = (HostEmulator::CloseUpstreamConnection, HostEmulator::close_upstream_connection);
        let _ = (HostEmulator::CompleteConnection, HostEmulator::complete_connection);
        let _ = (HostEmulator::CompleteHttpContext, HostEmulator::complete_http_context);
        let _ = (HostEmulator::FinishVM, HostEmulator::finish_vm);
        let _ = (HostEmulator::GetCalloutAttributesFromContext, HostEmulator::get_callout_attributes_from_context);
        let _ = (HostEmulator::GetCounterMetric(any(), ""), HostEmulator::get_counter_metric(any(), ""));
        let _ = (HostEmulator::GetCriticalLogs, HostEmulator::get_critical_logs);
        let _ = (HostEmulator::GetCurrentHttpStreamAction, HostEmulator::get_current_http_stream_action);
        let _ = (HostEmulator::GetCurrentRequestBody, HostEmulator::get_current_request_body);
        let _ = (HostEmulator::GetCurrentRequestHeaders, HostEmulator::get_current_request_headers);
        let _ = (HostEmulator::GetCurrentResponseBody, HostEmulator::get_current_response_body);
        let _ = (HostEmulator::GetCurrentResponseHeaders, HostEmulator::get_current_response_headers);
        let _ = (HostEmulator::GetDebugLogs, HostEmulator::get_debug_logs);
        let _ = (HostEmulator::GetErrorLogs, HostEmulator::get_error_logs);
        let _ = (HostEmulator::GetGaugeMetric(any(), ""), HostEmulator::get_gauge_metric(any(), ""));
        let _ = (HostEmulator::GetHistogramMetric(any(), ""), HostEmulator::get_histogram_metric(any(), ""));
        let _ = (HostEmulator::GetInfoLogs, HostEmulator::get_info_logs);
        let _ = (HostEmulator::GetProperty(any(), &[""]), HostEmulator::get_property(any(), &[""]));
        let _ = (HostEmulator::GetQueueSize, HostEmulator::get_queue_size);
        let _ = (HostEmulator::GetRedisCalloutAttributesFromContext, HostEmulator::get_redis_callout_attributes_from_context);
        let _ = (HostEmulator::GetSentLocalResponse, HostEmulator::get_sent_local_response);
        let _ = (HostEmulator::GetTickPeriod, HostEmulator::get_tick_period);
        let _ = (HostEmulator::GetTraceLogs, HostEmulator::get_trace_logs);
        let _ = (HostEmulator::GetWarnLogs, HostEmulator::get_warn_logs);
        let _ = (HostEmulator::InitializeConnection, HostEmulator::initialize_connection);
        let _ = (HostEmulator::InitializeHttpContext, HostEmulator::initialize_http_context);
        let _ = (HostEmulator::RegisterForeignFunction(any(), "", |_| any()), HostEmulator::register_foreign_function(any(), "", |_| any()));
        let _ = (HostEmulator::SetHttpRequestHeaders, HostEmulator::set_http_request_headers);
        let _ = (HostEmulator::SetProperty(any(), &[""], ""), HostEmulator::set_property(any(), &[""], ""));
        let _ = (HostEmulator::StartPlugin, HostEmulator::start_plugin);
        let _ = (HostEmulator::StartVM, HostEmulator::start_vm);
        let _ = (HostEmulator::Tick, HostEmulator::tick);
    }

    fn members_of_HttpCalloutAttribute(it: HttpCalloutAttribute) {
        let _ = &it.Body;
        let _ = &it.CalloutID;
        let _ = &it.Headers;
        let _ = &it.Trailers;
        let _ = &it.Upstream;
    }

    fn members_of_LocalHttpResponse(it: LocalHttpResponse) {
        let _ = &it.Data;
        let _ = &it.GRPCStatus;
        let _ = &it.Headers;
        let _ = &it.StatusCode;
        let _ = &it.StatusCodeDetail;
    }

    fn members_of_RedisCalloutAttribute(it: RedisCalloutAttribute) {
        let _ = &it.CalloutID;
        let _ = &it.Query;
        let _ = &it.Upstream;
    }
}
