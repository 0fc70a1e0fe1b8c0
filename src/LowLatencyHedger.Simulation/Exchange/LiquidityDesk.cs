namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>The liquidity provider of each instrument.</summary>
internal sealed class LiquidityDesk(ExchangeModel model, Random random)
{
    private readonly Dictionary<Instrument, LiquidityProvider> _providers = [];

    public LiquidityProvider For(Instrument instrument)
    {
        if (!_providers.TryGetValue(instrument, out var provider))
        {
            provider = new LiquidityProvider(instrument, model.Engine, model.Ledger.Market, random);
            _providers.Add(instrument, provider);
        }

        return provider;
    }

    /// <summary>Empties the book of an instrument that closes.</summary>
    public void Remove(Instrument instrument)
    {
        For(instrument).Withdraw();
        _providers.Remove(instrument);
    }
}
