namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>Judges the scope that a login was granted: enough to do the work, and nothing that could move money.</summary>
internal static class ScopeCheck
{
    /// <summary>
    /// <see cref="SessionCause.None"/>, <see cref="SessionCause.ScopeTooWide"/> or <see cref="SessionCause.ScopeTooNarrow"/>.
    /// </summary>
    public static SessionCause Verify(ReadOnlySpan<byte> scope, bool needsTrading, bool acceptAccountWrite, bool acceptMainAccount)
    {
        var mayTrade = false;
        foreach (var range in scope.Split((byte)' '))
        {
            var entry = scope[range];
            if (entry.IndexOf("withdraw"u8) >= 0
                || IsWrite(entry, "wallet:"u8)
                || IsWrite(entry, "block_trade:"u8)
                || (IsWrite(entry, "account:"u8) && !acceptAccountWrite)
                || (entry.SequenceEqual("mainaccount"u8) && !acceptMainAccount))
            {
                return SessionCause.ScopeTooWide;
            }

            mayTrade |= entry.SequenceEqual("trade:read_write"u8);
        }

        return needsTrading && !mayTrade ? SessionCause.ScopeTooNarrow : SessionCause.None;
    }

    private static bool IsWrite(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> area) =>
        entry.StartsWith(area) && entry.IndexOf("write"u8) >= 0;
}
