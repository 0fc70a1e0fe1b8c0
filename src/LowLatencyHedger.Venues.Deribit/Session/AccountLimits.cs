namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>Requests a second and requests at once.</summary>
public readonly record struct RequestLimit(double Rate, double Burst)
{
    /// <summary>The venue told it, and it is a limit that lets anything pass.</summary>
    public bool IsKnown => Rate > 0 && Burst > 0;
}

/// <summary>The account's request limits, from <c>get_account_summary</c>. Unknown ones are zero.</summary>
/// <param name="Trading">Orders, edits and cancels.</param>
/// <param name="CancelAll">Mass cancels.</param>
/// <param name="NonMatching">Everything that does not reach a matching engine.</param>
public readonly record struct AccountLimits(RequestLimit Trading, RequestLimit CancelAll, RequestLimit NonMatching);
