using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>The running account of one policy, live or shadow. Thread: the core's only.</summary>
[HotPath]
internal struct PolicyRecord
{
    private const double NanosPerDay = 86_400e9;

    private long _lastNanos;
    private double _lastPrice;
    private double _lastCoins;
    private double _lastSlackUsd;

    /// <summary>Of the slack, as USD a root day, squared: USD squared.</summary>
    private double _slackSquare;

    private PolicySnapshot _numbers;

    /// <summary>Counts an order that trades, or would.</summary>
    public void Add(double volumeUsd, double costUsd)
    {
        _numbers.Orders++;
        _numbers.VolumeUsd += volumeUsd;
        _numbers.CostUsd += costUsd;
    }

    /// <summary>Takes back an order that was counted.</summary>
    public void Remove(double volumeUsd, double costUsd)
    {
        _numbers.Orders--;
        _numbers.VolumeUsd -= volumeUsd;
        _numbers.CostUsd -= costUsd;
    }

    /// <summary>Counts the time since the last call for what was left open then.</summary>
    /// <param name="view">Price and volatility; the delta is this policy's.</param>
    /// <param name="target">What the policy says now.</param>
    /// <param name="hedgeCoins">Its position in the hedge instrument.</param>
    /// <param name="centre">The net delta that it aims at.</param>
    public void Observe(in HedgeView view, in HedgeTarget target, double hedgeCoins, double centre)
    {
        if (_lastNanos != 0)
        {
            var elapsedNanos = view.NowNanos - _lastNanos;
            _numbers.ObservedNanos += elapsedNanos;
            _numbers.HedgeProfitUsd += _lastCoins * (view.Price - _lastPrice);
            _slackSquare += _lastSlackUsd * _lastSlackUsd * (elapsedNanos / NanosPerDay);
        }

        _lastNanos = view.NowNanos;
        _lastPrice = view.Price;
        _lastCoins = hedgeCoins;
        _lastSlackUsd = (view.Delta - centre) * view.Price * view.Volatility * Math.Sqrt(1.0 / 365);
        _numbers.Delta = view.Delta;
        _numbers.BandLower = target.Lower;
        _numbers.BandUpper = target.Upper;
    }

    public readonly void Write(int place, int number, PolicyKind kind, out PolicySnapshot snapshot)
    {
        snapshot = _numbers;
        snapshot.Place = place;
        snapshot.Number = number;
        snapshot.Kind = kind;
        var days = _numbers.ObservedNanos / NanosPerDay;
        snapshot.SlackUsdPerDay = days > 0 ? Math.Sqrt(_slackSquare / days) : 0;
    }
}
