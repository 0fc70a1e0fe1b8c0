namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>One HTTP request to the venue.</summary>
/// <param name="Verb">GET or POST.</param>
/// <param name="PathAndQuery">As sent, undecoded: signatures cover it.</param>
/// <param name="Authorization">The header's value, or empty.</param>
/// <param name="Body">UTF-8 JSON of a POST, or empty.</param>
/// <param name="ReceivedUtcMicros">When it arrived.</param>
public sealed record HttpRpcRequest(
    string Verb, string PathAndQuery, string Authorization, ReadOnlyMemory<byte> Body, long ReceivedUtcMicros);
