using LowLatencyHedger.Backtest.Recorded;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Backtest.Tests.Recorded;

/// <summary>
/// A backtest's market as the exchange model plays it: the same index, perpetual, forwards and volatilities at the same moments.
/// </summary>
internal sealed class ChainScript : IMarketScript
{
    private readonly BacktestSettings _settings;
    private readonly ChainMarket _market;
    private readonly PerpetualVenue _venue;
    private readonly List<HeldOption> _options;
    private int _segment;

    public ChainScript(BacktestSettings settings, ChainMarket market, int steps)
    {
        _settings = settings;
        _market = market;
        _venue = new PerpetualVenue(settings);
        _options = new OptionBook(settings).Refill(market, market.Segment[0]);
        _options.ForEach(option => option.Enter(market.Snapshots[_segment], market.Snapshots[_segment + 1]));
        UtcNanos = market.UtcNanos[..steps];
        Options = [.. Names.Select(name => new ScriptedOption(name.ExpiryUtcNanos, name.Strike, name.IsCall))];
    }

    public string Currency => _settings.Currency;

    public IReadOnlyList<ScriptedOption> Options { get; }

    public IReadOnlyList<long> UtcNanos { get; }

    public IEnumerable<OptionName> Names => _options.Select(option => option.Name);

    public double Index(int step)
    {
        while (_segment < _market.Segment[step])
        {
            _segment++;
            _options.ForEach(option => option.Enter(_market.Snapshots[_segment], _market.Snapshots[_segment + 1]));
        }

        return _market.Index(step);
    }

    public double Mark(int step) => _market.Mid(step);

    public (double Forward, double Volatility) Mark(int step, int option)
    {
        _options[option].Mark(_market, step, default);
        return (_options[option].Forward, _options[option].Volatility);
    }

    public IEnumerable<(Side Side, Price Price, Quantity Amount)> Book(int step)
    {
        for (var level = 0; level < PerpetualVenue.Levels; level++)
        {
            foreach (var side in new[] { Side.Buy, Side.Sell })
            {
                yield return (side, _venue.Level(side, level, _market.Mid(step)), Quantity.FromDouble(_venue.DepthUsd));
            }
        }
    }
}
