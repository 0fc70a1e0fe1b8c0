namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>A price index whose products the engine watches and trades.</summary>
public sealed record UnderlyingSettings
{
    /// <summary>For example <c>btc_usd</c>.</summary>
    public required string IndexName { get; init; }

    /// <summary>
    /// The settlement currency under which the venue lists the products: the coin for inverse ones, USDC for linear ones.
    /// </summary>
    public required string Currency { get; init; }

    /// <summary>What hedges are traded in: full books are kept for these.</summary>
    public required string[] HedgeInstruments { get; init; }

    /// <summary>The same, but one that is not listed, for example because it has expired, is passed over.</summary>
    public string[] OtherInstruments { get; init; } = [];

    /// <summary>Subscribe to the ticker of every option. Without, options are marked from the index-wide mark prices alone.</summary>
    public bool OptionTickers { get; init; } = true;
}
