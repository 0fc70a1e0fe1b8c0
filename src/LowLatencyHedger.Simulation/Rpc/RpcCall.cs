using System.Text.Json;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>One request on its way through a method: who asks, with which parameters, and where the result goes.</summary>
/// <param name="Connection">The connection, or the stand-in for one HTTP request.</param>
/// <param name="Id">Echoed in the reply; undefined when the request had none.</param>
/// <param name="Params">The parameters.</param>
/// <param name="Writer">Takes the result value; what a failing method wrote is discarded.</param>
/// <param name="ReceivedUtcMicros">When the request arrived.</param>
/// <param name="NowUtcMicros">The venue's time when the method runs.</param>
public sealed record RpcCall(
    RpcConnection Connection, JsonElement Id, RpcParams Params, Utf8JsonWriter Writer, long ReceivedUtcMicros, long NowUtcMicros)
{
    /// <summary>The grant that the request runs under; null for a public one without login.</summary>
    public AccessGrant? Grant { get; init; }

    /// <summary>The asking account; only private methods may read it.</summary>
    public Account Account => Grant!.Account;

    /// <summary>Set by a method that sends its reply itself, later or never.</summary>
    public bool RepliesItself { get; set; }
}
