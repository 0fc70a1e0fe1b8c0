using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>
/// Policies that run beside the live one on the same events, each with a hedge position of its own that starts as the account's. Their orders
/// obey the live ones' lot, clip and interval, fill whole at once and cost what the view says; they move no price and meet no limit.
/// Nothing that is traded depends on them. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class ShadowBook
{
    private readonly HedgePolicy[] _policies;
    private readonly PolicyRecord[] _records;
    private readonly double[] _amounts;
    private readonly long[] _lastSentNanos;
    private readonly int _place;
    private PolicyRecord _live;
    private OrderRef _sent;
    private double _sentVolumeUsd;
    private double _sentCostUsd;
    private PolicyKind _liveKind;
    private bool _isStarted;

    public ShadowBook(int place, PolicySettings settings)
    {
        _place = place;
        _policies = new HedgePolicy[settings.Shadows.Length];
        _records = new PolicyRecord[_policies.Length];
        _amounts = new double[_policies.Length];
        _lastSentNanos = new long[_policies.Length];
        for (var i = 0; i < _policies.Length; i++)
        {
            var isPolicy = PolicySpec.TryParse(settings.Shadows[i], out var spec, out _);
            Invariant.That(isPolicy, "shadows were checked with the configuration");
            _policies[i] = spec.Start();
            _lastSentNanos[i] = long.MinValue / 2;
        }
    }

    /// <summary>The live policy's order goes out. It has one at a time.</summary>
    public void OnSent(OrderRef order, double volumeUsd, double costUsd)
    {
        (_sent, _sentVolumeUsd, _sentCostUsd) = (order, volumeUsd, costUsd);
        _live.Add(volumeUsd, costUsd);
    }

    /// <summary>An order never left, and is taken out of the account if it was the live policy's.</summary>
    public void OnNotSent(OrderRef order)
    {
        if (order == _sent)
        {
            _live.Remove(_sentVolumeUsd, _sentCostUsd);
        }
    }

    /// <summary>Shows everyone the same moment.</summary>
    /// <param name="view">As the live policy saw it.</param>
    /// <param name="target">What it decided.</param>
    /// <param name="live">Its parameters.</param>
    /// <param name="hedge">The hedge instrument.</param>
    /// <param name="amount">The account's position in it, in its own unit.</param>
    /// <param name="limits">Of a shadow's orders.</param>
    public void Observe(
        in HedgeView view, in HedgeTarget target, in PolicyParameters live, in Instrument hedge, double amount, in ShadowLimits limits)
    {
        if (!double.IsFinite(view.Delta) || !(view.Price > 0 && double.IsFinite(view.Price)))
        {
            return;
        }

        if (!_isStarted)
        {
            _amounts.AsSpan().Fill(amount);
            _isStarted = true;
        }

        var coins = Coins(hedge, amount, view.Price);
        _liveKind = live.Kind;
        _live.Observe(view, target, coins, Centre(live, view));
        for (var i = 0; i < _policies.Length; i++)
        {
            var own = view;
            var ownCoins = Coins(hedge, _amounts[i], view.Price);
            own.Delta = view.Delta - coins + ownCoins;
            own.PendingCoins = 0;
            var wanted = _policies[i].Decide(own);
            _records[i].Observe(own, wanted, ownCoins, Centre(_policies[i].Parameters, own));
            if (wanted.Trade != 0 && limits.MayTrade && view.NowNanos - _lastSentNanos[i] >= limits.MinIntervalNanos)
            {
                Trade(i, own, wanted.Trade, hedge, limits.MaxAmount);
            }
        }
    }

    /// <summary>The live policy, then the shadows in the order of their list. Returns how many were written.</summary>
    public int Write(Span<PolicySnapshot> into)
    {
        var count = Math.Min(into.Length, 1 + _policies.Length);
        for (var i = 0; i < count; i++)
        {
            if (i == 0)
            {
                _live.Write(_place, 0, _liveKind, out into[0]);
            }
            else
            {
                _records[i - 1].Write(_place, i, _policies[i - 1].Parameters.Kind, out into[i]);
            }
        }

        return count;
    }

    private void Trade(int shadow, in HedgeView view, double coins, in Instrument hedge, double maxAmount)
    {
        var unit = hedge.IsInverse ? view.Price : 1;
        var step = hedge.AmountStep.ToDouble();
        var steps = Math.Floor(Math.Min(Math.Abs(coins) * unit, maxAmount) / step * (1 + 1e-9));
        if (!(steps >= 1) || !double.IsFinite(view.CostFraction))
        {
            return;
        }

        var amount = steps * step;
        _amounts[shadow] += coins > 0 ? amount : -amount;
        _lastSentNanos[shadow] = view.NowNanos;
        var volumeUsd = hedge.IsInverse ? amount : amount * view.Price;
        _records[shadow].Add(volumeUsd, volumeUsd * view.CostFraction);
    }

    private static double Coins(in Instrument hedge, double amount, double price) => hedge.IsInverse ? amount / price : amount;

    private static double Centre(in PolicyParameters parameters, in HedgeView view) =>
        PolicyMoves.Centre(parameters, view, 0);
}

/// <summary>What a shadow's orders obey.</summary>
/// <param name="MayTrade">The underlying's state lets orders out.</param>
/// <param name="MaxAmount">Of one order, in the instrument's unit.</param>
/// <param name="MinIntervalNanos">Between two orders.</param>
[HotPath]
internal readonly record struct ShadowLimits(bool MayTrade, double MaxAmount, long MinIntervalNanos);
