using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Policies;

/// <summary>
/// A running policy: parameters, and what it remembers. One switch, no virtual call, no allocation. Thread: its owner's. Cheap to copy; a copy
/// goes on from where the original stood.
/// </summary>
[HotPath]
public struct HedgePolicy(in PolicyParameters parameters)
{
    private PolicyParameters _parameters = parameters;
    private PolicyState _state;

    public readonly PolicyParameters Parameters => _parameters;

    /// <summary>Goes on with other numbers. Another kind starts afresh.</summary>
    public void Change(in PolicyParameters parameters)
    {
        if (parameters.Kind != _parameters.Kind)
        {
            _state = default;
        }

        _parameters = parameters;
    }

    /// <summary>What to do now. Asked on every event: between two hedges it remembers what it needs itself.</summary>
    public HedgeTarget Decide(in HedgeView view) => _parameters.Kind switch
    {
        PolicyKind.Band => FixedBandPolicy.Decide(_parameters, ref _state, view),
        PolicyKind.Clock => ClockPolicy.Decide(_parameters, ref _state, view),
        PolicyKind.PriceMove => PriceMovePolicy.Decide(_parameters, ref _state, view),
        PolicyKind.GammaClock => GammaClockPolicy.Decide(_parameters, ref _state, view),
        PolicyKind.Leland => LelandPolicy.Decide(_parameters, ref _state, view),
        PolicyKind.WhalleyWilmott => WhalleyWilmottPolicy.Decide(_parameters, ref _state, view),
        PolicyKind.Zakamouline => ZakamoulinePolicy.Decide(_parameters, ref _state, view),
        PolicyKind.TwoThreshold => TwoThresholdPolicy.Decide(_parameters, ref _state, view),
        _ => NoPolicy.Decide(_parameters, ref _state, view),
    };

    /// <summary>The volatility at which the policy wants the delta; the view's own for all but Leland and Zakamouline.</summary>
    public readonly double HedgingVolatility(in HedgeView view) => _parameters.Kind switch
    {
        PolicyKind.Leland => LelandPolicy.HedgingVolatility(_parameters, _state, view),
        PolicyKind.Zakamouline => ZakamoulinePolicy.HedgingVolatility(_parameters, _state, view),
        _ => view.Volatility,
    };
}
