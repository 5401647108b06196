//! Go's package `tokenusage`: how many tokens a request to a language model took, read from what the model answers.

use std::collections::BTreeMap;

use crate::strings::Contains;
use crate::wrapper::{HttpContext, UnifySSEChunk, value_from_body};
use crate::{Any, Str, gjson, go, runes};

macro_rules! constants {
    ($($what:literal: $($name:ident = $value:literal;)*)*) => {$($(
        #[doc = concat!($what, " `", $value, "`.")]
        pub const $name: &str = $value;
    )*)*};
}

constants! {
    "The user attribute":
    CtxKeyInputToken = "input_token";
    CtxKeyInputTokenDetails = "input_token_details";
    CtxKeyOutputToken = "output_token";
    CtxKeyOutputTokenDetails = "output_token_details";
    CtxKeyTotalToken = "total_token";
    CtxKeyModel = "model";
    CtxKeyChatId = "chat_id";

    "What a plugin keeps with `SetContext` for an answer that does not name its model:":
    CtxKeyRequestModel = "request_model";

    "A model that is not known:":
    ModelEmpty = "";
    ModelUnknown = "unknown";

    "The path":
    ChatIdPathOpenAIChatCompletions = "id";
    ChatIdPathOpenAIResponses = "response.id";
    ChatIdPathGemini = "responseId";
    ChatIdPathAnthropicMessages = "message.id";

    ModelPathOpenAIChatCompletions = "model";
    ModelPathOpenAIBatches = "body.model";
    ModelPathOpenAIResponses = "response.model";
    ModelPathAnthropicMessages = "message.model";
    ModelPathGeminiGenerateContent = "modelVersion";

    UsageInputTokensPathOpenAIChatCompletions = "usage.prompt_tokens";
    UsageInputTokensPathOpenAIImages = "usage.input_tokens";
    UsageInputTokensPathOpenAIResponses = "response.usage.input_tokens";
    UsageInputTokensPathGemini = "usageMetadata.promptTokenCount";
    UsageInputTokensPathAnthropicMessages = "message.usage.input_tokens";

    UsageCacheCreationInputTokensPathAnthropicMessages = "usage.cache_creation_input_tokens";
    UsageCacheReadInputTokensPathAnthropicMessages = "usage.cache_read_input_tokens";

    UsageInputTokensDetailsPathOpenAIChatCompletions = "usage.prompt_tokens_details";
    UsageInputTokensDetailsPathOpenAIResponses = "response.usage.input_tokens_details";
    UsageInputTokensDetailsPathDoubao = "usage.input_tokens_details";
    UsageInputTokensDetailsPathGemini = "usageMetadata.promptTokensDetails";

    UsageOutputTokensPathOpenAIChatCompletions = "usage.completion_tokens";
    UsageOutputTokensPathOpenAIImages = "usage.output_tokens";
    UsageOutputTokensPathOpenAIResponses = "response.usage.output_tokens";
    UsageOutputTokensPathGemini = "usageMetadata.candidatesTokenCount";
    UsageOutputTokensPathAnthropicMessages = "message.usage.output_tokens";

    UsageMetadataThoughtsTokenCountPathGemini = "usageMetadata.thoughtsTokenCount";
    UsageMetadataCachedContentTokenCountPathGemini = "usageMetadata.cachedContentTokenCount";
    UsageMetadataToolUsePromptTokenCountPathGemini = "usageMetadata.toolUsePromptTokenCount";
    UsageGeneratedImagesPathDoubao = "usage.generated_images";

    UsageOutputTokensDetailsPathOpenAIChatCompletions = "usage.completion_tokens_details";
    UsageOutputTokensDetailsPathOpenAIResponses = "response.usage.output_tokens_details";
    UsageOutputTokensDetailsPathDoubao = "usage.output_tokens_details";
    UsageOutputTokensDetailsPathGemini = "usageMetadata.candidatesTokensDetails";

    UsageTotalTokensPathOpenAIChatCompletions = "usage.total_tokens";
    UsageTotalTokensPathOpenAIResponses = "response.usage.total_tokens";
    UsageTotalTokensPathGemini = "usageMetadata.totalTokenCount";

    "The key among the details of the input tokens":
    InputTokenDetailsKeyAnthropicMessagesUsageCacheCreationInputTokens = "cache_creation_input_tokens";
    InputTokenDetailsKeyAnthropicMessagesUsageCacheReadInputTokens = "cache_read_input_tokens";
    InputTokenDetailsKeyGeminiCachedContentTokenCount = "cached_content_token_count";
    InputTokenDetailsKeyGeminiToolUsePromptTokenCount = "tool_use_prompt_token_count";

    "The key among the details of the output tokens":
    OutputTokenDetailsKeyDoubaoGeneratedImages = "generated_images";
    OutputTokenDetailsKeyGeminiThoughtsTokenCount = "thoughts_token_count";
}

/// Where the parts of an event are kept that is too large for one chunk, and whether there is one.
const DELTA_SSE_MESSAGE: &str = "delta_sse_message";
const DELTA_BEGINNING: &str = "delta_beginning";

/// What an answer says of its tokens.
#[allow(non_snake_case)]
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TokenUsage {
    /// Tokens of the request.
    pub InputToken: i64,
    /// Their kinds.
    pub InputTokenDetails: BTreeMap<Str, i64>,
    /// The kinds of the tokens of the answer.
    pub OutputTokenDetails: BTreeMap<Str, i64>,
    /// Tokens of the answer.
    pub OutputToken: i64,
    /// All tokens.
    pub TotalToken: i64,
    /// The model that answered.
    pub Model: Str,
    /// Tokens that Anthropic wrote to its cache.
    pub AnthropicCacheCreationInputToken: i64,
    /// Tokens that Anthropic read from its cache.
    pub AnthropicCacheReadInputToken: i64,
}

/// Reads the tokens from a body, or from a chunk of a stream of events, whose later events prevail. What is found is kept in
/// the user attributes of the stream too.
#[go]
pub fn GetTokenUsage(ctx: HttpContext, body: impl AsRef<[u8]>) -> TokenUsage {
    let mut usage = TokenUsage::default();
    for event in events(&UnifySSEChunk(body)) {
        let event = whole_event(ctx, event);
        if !Contains(&event, br#""usage""#) && !Contains(&event, br#""usageMetadata""#) {
            continue;
        }
        ExtractModel(ctx, &event, &mut usage);
        ExtractInputTokens(ctx, &event, &mut usage);
        ExtractOutputTokens(ctx, &event, &mut usage);
        ExtractInputTokenDetails(ctx, &event, &mut usage);
        ExtractOutputTokenDetails(ctx, &event, &mut usage);
        ExtractTotalTokens(ctx, &event, &mut usage);
    }
    usage
}

/// What stands between empty lines.
fn events(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(body);
    std::iter::from_fn(move || {
        let bytes = rest?;
        let end = bytes.windows(2).position(|pair| pair == b"\n\n");
        rest = end.map(|end| &bytes[end + 2..]);
        Some(&bytes[..end.unwrap_or(bytes.len())])
    })
}

/// The event; the last one of OpenAI's responses, which comes in many chunks, is given whole when an empty one follows it.
fn whole_event(ctx: HttpContext, event: &[u8]) -> Vec<u8> {
    if Contains(event, br#""response.completed""#) && !Contains(event, br#""usage""#) {
        ctx.SetContext(DELTA_BEGINNING, true);
    }
    if !ctx.GetBoolContext(DELTA_BEGINNING, false) {
        return event.to_vec();
    }
    if runes::trim_space(event).is_empty() {
        ctx.SetContext(DELTA_BEGINNING, false);
        let whole = ctx.GetByteSliceContext(DELTA_SSE_MESSAGE, event);
        ctx.SetContext(DELTA_SSE_MESSAGE, Any::Nil);
        return whole;
    }
    let mut parts = ctx.GetByteSliceContext(DELTA_SSE_MESSAGE, "");
    parts.extend_from_slice(event);
    ctx.SetContext(DELTA_SSE_MESSAGE, parts);
    event.to_vec()
}

/// Finds the model: in the body, or as it was found before, or as the request named it.
#[go]
pub fn ExtractModel(ctx: HttpContext, body: impl AsRef<[u8]>, usage: &mut TokenUsage) {
    let paths = [
        ModelPathOpenAIChatCompletions,
        ModelPathOpenAIBatches,
        ModelPathOpenAIResponses,
        ModelPathAnthropicMessages,
        ModelPathGeminiGenerateContent,
    ];
    let is_known = |model: &Str| *model != ModelEmpty && *model != ModelUnknown;
    let before = || {
        ctx.GetUserAttribute(CtxKeyModel)
            .as_string()
            .filter(|model| is_known(model))
            .cloned()
    };
    usage.Model = match value_from_body(&Str::copy_of(body.as_ref()), &paths) {
        Some(model) => model.String(),
        None => before().unwrap_or_else(|| {
            let requested = ctx.GetStringContext(CtxKeyRequestModel, ModelEmpty);
            if requested.is_empty() {
                ModelUnknown.into()
            } else {
                requested
            }
        }),
    };
    ctx.SetUserAttribute(CtxKeyModel, usage.Model.clone());
}

/// Finds the number of input tokens, in the body or as it was found before.
#[go]
pub fn ExtractInputTokens(ctx: HttpContext, body: impl AsRef<[u8]>, usage: &mut TokenUsage) {
    let paths = [
        UsageInputTokensPathOpenAIChatCompletions,
        UsageInputTokensPathOpenAIImages,
        UsageInputTokensPathOpenAIResponses,
        UsageInputTokensPathGemini,
        UsageInputTokensPathAnthropicMessages,
    ];
    tokens(
        ctx,
        &Str::copy_of(body.as_ref()),
        &paths,
        CtxKeyInputToken,
        &mut usage.InputToken,
    );
}

/// Finds the number of output tokens, in the body or as it was found before.
#[go]
pub fn ExtractOutputTokens(ctx: HttpContext, body: impl AsRef<[u8]>, usage: &mut TokenUsage) {
    let paths = [
        UsageOutputTokensPathOpenAIChatCompletions,
        UsageOutputTokensPathOpenAIImages,
        UsageOutputTokensPathOpenAIResponses,
        UsageOutputTokensPathGemini,
        UsageOutputTokensPathAnthropicMessages,
    ];
    tokens(
        ctx,
        &Str::copy_of(body.as_ref()),
        &paths,
        CtxKeyOutputToken,
        &mut usage.OutputToken,
    );
}

/// A number of tokens that stays what it was in the attribute `key` where the body says none.
fn tokens(ctx: HttpContext, body: &Str, paths: &[&str], key: &'static str, count: &mut i64) {
    if let Some(found) = value_from_body(body, paths) {
        *count = found.Int();
    } else if let Some(before) = ctx.GetUserAttribute(key).as_int()
        && before > 0
    {
        *count = before;
    }
    ctx.SetUserAttribute(key, *count);
}

/// Finds the kinds of the input tokens.
#[go]
pub fn ExtractInputTokenDetails(ctx: HttpContext, body: impl AsRef<[u8]>, usage: &mut TokenUsage) {
    let body = &Str::copy_of(body.as_ref());
    let paths = [
        UsageInputTokensDetailsPathOpenAIChatCompletions,
        UsageInputTokensDetailsPathOpenAIResponses,
        UsageInputTokensDetailsPathDoubao,
        UsageInputTokensDetailsPathGemini,
    ];
    let found = &mut usage.InputTokenDetails;
    details(body, &paths, found);
    detail(
        body,
        UsageMetadataCachedContentTokenCountPathGemini,
        InputTokenDetailsKeyGeminiCachedContentTokenCount,
        found,
    );
    detail(
        body,
        UsageMetadataToolUsePromptTokenCountPathGemini,
        InputTokenDetailsKeyGeminiToolUsePromptTokenCount,
        found,
    );
    let created = detail(
        body,
        UsageCacheCreationInputTokensPathAnthropicMessages,
        InputTokenDetailsKeyAnthropicMessagesUsageCacheCreationInputTokens,
        found,
    );
    let read = detail(
        body,
        UsageCacheReadInputTokensPathAnthropicMessages,
        InputTokenDetailsKeyAnthropicMessagesUsageCacheReadInputTokens,
        found,
    );
    usage.AnthropicCacheCreationInputToken = created.unwrap_or(usage.AnthropicCacheCreationInputToken);
    usage.AnthropicCacheReadInputToken = read.unwrap_or(usage.AnthropicCacheReadInputToken);
    ctx.SetUserAttribute(CtxKeyInputTokenDetails, attribute(&usage.InputTokenDetails));
}

/// Finds the kinds of the output tokens.
#[go]
pub fn ExtractOutputTokenDetails(ctx: HttpContext, body: impl AsRef<[u8]>, usage: &mut TokenUsage) {
    let body = &Str::copy_of(body.as_ref());
    let paths = [
        UsageOutputTokensDetailsPathOpenAIChatCompletions,
        UsageOutputTokensDetailsPathOpenAIResponses,
        UsageOutputTokensDetailsPathDoubao,
        UsageOutputTokensDetailsPathGemini,
    ];
    let found = &mut usage.OutputTokenDetails;
    details(body, &paths, found);
    detail(
        body,
        UsageMetadataThoughtsTokenCountPathGemini,
        OutputTokenDetailsKeyGeminiThoughtsTokenCount,
        found,
    );
    detail(
        body,
        UsageGeneratedImagesPathDoubao,
        OutputTokenDetailsKeyDoubaoGeneratedImages,
        found,
    );
    ctx.SetUserAttribute(CtxKeyOutputTokenDetails, attribute(&usage.OutputTokenDetails));
}

/// Takes over the members of the first object that is there.
fn details(body: &Str, paths: &[&str], found: &mut BTreeMap<Str, i64>) {
    let object = value_from_body(body, paths).filter(gjson::Result::IsObject);
    for (key, value) in object.iter().flat_map(gjson::Result::Map) {
        found.insert(key, value.Int());
    }
}

/// Takes over the number at `path` under the name `key`.
fn detail(body: &Str, path: &str, key: &'static str, found: &mut BTreeMap<Str, i64>) -> Option<i64> {
    let count = value_from_body(body, &[path])?.Int();
    found.insert(key.into(), count);
    Some(count)
}

fn attribute(details: &BTreeMap<Str, i64>) -> Any {
    let entry = |(key, count): (&Str, &i64)| (key.clone(), Any::Int(*count));
    Any::from(details.iter().map(entry).collect::<BTreeMap<Str, Any>>())
}

/// Finds the number of all tokens, or adds up what is known.
#[go]
pub fn ExtractTotalTokens(ctx: HttpContext, body: impl AsRef<[u8]>, usage: &mut TokenUsage) {
    let paths = [
        UsageTotalTokensPathOpenAIChatCompletions,
        UsageTotalTokensPathOpenAIResponses,
        UsageTotalTokensPathGemini,
    ];
    usage.TotalToken = match value_from_body(&Str::copy_of(body.as_ref()), &paths) {
        Some(total) => total.Int(),
        None => [
            usage.OutputToken,
            usage.AnthropicCacheCreationInputToken,
            usage.AnthropicCacheReadInputToken,
        ]
        .into_iter()
        .fold(usage.InputToken, i64::wrapping_add),
    };
    ctx.SetUserAttribute(CtxKeyTotalToken, usage.TotalToken);
}

/// Keeps the id of the conversation in the user attributes, where the body has one.
#[go]
pub fn ExtractChatId(ctx: HttpContext, body: impl AsRef<[u8]>) {
    let paths = [
        ChatIdPathOpenAIChatCompletions,
        ChatIdPathOpenAIResponses,
        ChatIdPathGemini,
        ChatIdPathAnthropicMessages,
    ];
    if let Some(id) = value_from_body(&Str::copy_of(body.as_ref()), &paths) {
        ctx.SetUserAttribute(CtxKeyChatId, id.String());
    }
}
