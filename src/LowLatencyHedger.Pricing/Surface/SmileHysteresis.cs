using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// Keeps an expiry's smile in use when a refit is bad. A fit without a smile or with arbitrage is never taken; a worse kind of fit or a
/// jump of the error only when it has come a number of times in a row, since then the market has changed rather than a quote. One thread.
/// </summary>
/// <param name="errorRatioMax">The most that a new fit's error may be of the last one's, such as 3.</param>
/// <param name="errorFloor">An error, in volatility, that is never a reason to reject.</param>
/// <param name="rejectionsMax">After so many rejections in a row of fits that could be used, the next is taken.</param>
[HotPath]
public sealed class SmileHysteresis(double errorRatioMax, double errorFloor, int rejectionsMax)
{
    private SviFit _current;
    private int _doubted;

    /// <summary>The smile in use; its status is <see cref="SviFitStatus.None"/> before the first.</summary>
    public SviFit Current => _current;

    /// <summary>Fits not taken since the last that was.</summary>
    public int ConsecutiveRejections { get; private set; }

    /// <summary>Takes the fit or says why not.</summary>
    public SmileVerdict Offer(in SviFit fit)
    {
        var verdict = Judge(in fit);
        var isDoubt = verdict is SmileVerdict.Downgrade or SmileVerdict.ErrorJump;
        if (isDoubt && ++_doubted > rejectionsMax)
        {
            verdict = SmileVerdict.Accepted;
        }

        if (verdict == SmileVerdict.Accepted)
        {
            _current = fit;
            _doubted = 0;
            ConsecutiveRejections = 0;
            return verdict;
        }

        ConsecutiveRejections++;
        return verdict;
    }

    private SmileVerdict Judge(in SviFit fit)
    {
        if (!fit.IsUsable)
        {
            return SmileVerdict.Unusable;
        }

        if (fit.HasArbitrageInside)
        {
            return SmileVerdict.Arbitrage;
        }

        if (!_current.IsUsable)
        {
            return SmileVerdict.Accepted;
        }

        if (fit.Status >= SviFitStatus.Ssvi && fit.Status > _current.Status)
        {
            return SmileVerdict.Downgrade;
        }

        return fit.RootMeanSquareError > Math.Max(errorFloor, errorRatioMax * _current.RootMeanSquareError)
            ? SmileVerdict.ErrorJump
            : SmileVerdict.Accepted;
    }
}
