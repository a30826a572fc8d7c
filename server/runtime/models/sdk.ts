/**
 * The AI SDK's model interface, under our names. We call `doStream` of a LanguageModelV3 directly: one HTTP request,
 * no retries, no loop over steps, hence no call that the meter does not see.
 */
export type {
  LanguageModelV3 as SdkModel,
  LanguageModelV3CallOptions as SdkCall,
  LanguageModelV3FinishReason as SdkFinish,
  LanguageModelV3FunctionTool as SdkTool,
  LanguageModelV3Message as SdkMessage,
  LanguageModelV3StreamPart as SdkStreamPart,
  SharedV3ProviderMetadata as SdkMetadata,
  SharedV3ProviderOptions as SdkOptions,
} from "@ai-sdk/provider";
