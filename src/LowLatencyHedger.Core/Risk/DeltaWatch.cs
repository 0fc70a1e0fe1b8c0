using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>
/// Tells, every minute for as long as it lasts, that a net delta has been outside its band, or that there is one and no connection to hedge it
/// over, with the delta that was known last. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class DeltaWatch(CoreContext context, HedgedUnderlyings underlyings, AccountKeeper account)
{
    private const long RepeatNanos = 60 * Nanos.PerSecond;

    private readonly Watched[] _watched = new Watched[underlyings.All.Length];

    public void OnClock()
    {
        foreach (var underlying in underlyings.All)
        {
            ref var watched = ref _watched[underlying.Index];
            var delta = underlying.Delta;
            watched.KnownDelta = double.IsFinite(delta) ? delta : watched.KnownDelta;
            var isInBand = delta >= underlying.Target.Lower && delta <= underlying.Target.Upper;
            var isCutOff = watched.KnownDelta != 0 && !(context.IsTradingReady && context.IsMarketDataReady);
            if (!account.WasEverReconciled || (isInBand && !isCutOff))
            {
                watched.SinceNanos = context.NowNanos;
            }
            else if (context.NowNanos - watched.SinceNanos >= RepeatNanos && Tell(underlying, watched.KnownDelta))
            {
                watched.SinceNanos = context.NowNanos;
            }
        }
    }

    private bool Tell(HedgedUnderlying underlying, double delta) => context.TryAlert(
        ReasonCode.DeltaOutOfBand, AlertSeverity.Warning, underlying.Hedge, underlying.Id, OrderRef.None, Quantity.FromDouble(delta).Raw);

    private struct Watched
    {
        public double KnownDelta;
        public long SinceNanos;
    }
}
