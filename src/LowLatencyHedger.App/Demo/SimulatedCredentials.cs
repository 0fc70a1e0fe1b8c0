namespace LowLatencyHedger.App.Demo;

/// <summary>The key of the simulated exchange's one account, as it is handed to the process.</summary>
internal static class SimulatedCredentials
{
    /// <summary>The environment variable that holds <c>ID:SECRET</c>.</summary>
    public const string Variable = "HEDGER_EXCHANGE_CREDENTIALS";

    /// <summary>Null when it is not <c>ID:SECRET</c>.</summary>
    public static (string Id, string Secret)? Parse(string pair)
    {
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < pair.Length - 1 ? (pair[..colon], pair[(colon + 1)..]) : null;
    }
}
