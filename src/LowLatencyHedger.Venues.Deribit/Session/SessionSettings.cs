using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>What both kinds of session need to know.</summary>
public sealed record SessionSettings
{
    /// <summary>Marks the events of this connection.</summary>
    public required byte ConnectionId { get; init; }

    public LoginMethod Login { get; init; } = LoginMethod.ClientSignature;

    public string ClientName { get; init; } = "LowLatencyHedger";

    public string ClientVersion { get; init; } = "1";

    /// <summary>
    /// Ask for, and accept, the right to write to the account. The venue wants it for arming cancel-on-disconnect over the API, but it
    /// also allows editing API keys; better arm it by hand for the whole account and leave this off.
    /// </summary>
    public bool AcceptAccountWriteScope { get; init; }

    /// <summary>
    /// Accept a login that the venue says is for the main account. A sub-account of its own, without the right to withdraw, loses less when
    /// its key is lost.
    /// </summary>
    public bool AcceptMainAccount { get; init; }

    /// <summary>The venue takes no less than 10. The link counts as dead after twice as long without a message.</summary>
    public int HeartbeatSeconds { get; init; } = 10;

    /// <summary>
    /// A logged-in link on which nothing arrives for this long is dropped. The venue's clock is asked for three times as often, so silence
    /// means a dead link and not a quiet market.
    /// </summary>
    public long SilenceNanos { get; init; } = 6 * Nanos.PerSecond;

    /// <summary>The part of the account's order credits that new orders leave for cancels; half of it for orders that reduce risk.</summary>
    public double CancelReserveShare { get; init; } = 0.25;

    /// <summary>
    /// For how long, when the session is made, the account's order credits are known to have rested; 0 when nothing is known. What the venue
    /// has refilled in that time is the allowance to begin with.
    /// </summary>
    public long RestedNanos { get; init; }

    /// <summary>A login is renewed after four fifths of the life that the venue gives it, or after this when that is earlier.</summary>
    public long LoginRenewalMaxNanos { get; init; } = long.MaxValue;

    public long RequestTimeoutNanos { get; init; } = 5 * Nanos.PerSecond;

    /// <summary>How often the venue's clock is asked for, so that the offset is measured also when nothing else is requested.</summary>
    public long ClockSampleIntervalNanos { get; init; } = 5 * Nanos.PerSecond;
}
