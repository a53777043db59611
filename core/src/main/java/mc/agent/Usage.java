package mc.agent;

/**
 * What a conversation has used so far, in absolute figures, so that reading it twice counts nothing twice. Immutable.
 *
 * @param conversation whose figures these are
 * @param model the model of the newest answer, or null
 * @param contextUsedPercent how full the context window is, 0 to 100, as the program reports it; null when unknown
 * @param tokensIn tokens sent that were neither read from a cache nor written to one
 * @param tokensOut tokens the model answered
 * @param cacheReadTokens tokens read from the provider's cache
 * @param cacheWrittenTokens tokens written to it
 * @param costUsd list price of all of it in US dollars; null when the price of any part is unknown
 */
public record Usage(String conversation, String model, Double contextUsedPercent, long tokensIn, long tokensOut, long cacheReadTokens, long cacheWrittenTokens, Double costUsd) {}
