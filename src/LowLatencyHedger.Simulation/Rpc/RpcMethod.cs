namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>One method of the venue.</summary>
/// <param name="Run">Reads the parameters, acts, writes the result value.</param>
/// <param name="Cost">Which credits it uses.</param>
/// <param name="Area">The area of scope it needs; null for public methods.</param>
/// <param name="Level">The level in that area.</param>
/// <param name="WebSocketOnly">Makes no sense over HTTP (10030).</param>
public sealed record RpcMethod(
    Func<RpcCall, RpcError> Run,
    RequestClass Cost = RequestClass.NonMatching,
    AccessArea? Area = null,
    AccessLevel Level = AccessLevel.None,
    bool WebSocketOnly = false);
