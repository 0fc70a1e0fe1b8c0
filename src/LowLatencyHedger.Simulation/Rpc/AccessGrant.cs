using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>One pair of tokens and what it grants.</summary>
public sealed class AccessGrant
{
    /// <summary>The account that logged in.</summary>
    public required Account Account { get; init; }

    /// <summary>What the tokens allow.</summary>
    public required AccessScope Scope { get; init; }

    /// <summary>The bearer token.</summary>
    public required string AccessToken { get; init; }

    /// <summary>Buys the next pair once.</summary>
    public required string RefreshToken { get; init; }

    /// <summary>Session id for session-bound tokens, else null.</summary>
    public string? SessionId { get; init; }

    /// <summary>Life in seconds from issue.</summary>
    public required long ExpiresInSeconds { get; init; }

    /// <summary>End of life.</summary>
    public required long ExpiresUtcMicros { get; init; }

    /// <summary>The connection that a <c>connection</c> token is tied to; null for a session token.</summary>
    public required object? Connection { get; init; }
}
