using System.Numerics;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk.Controls;

/// <summary>The results of one group of controls. Every comparison is the positive one, so that no number is a breach.</summary>
[HotPath]
internal struct ControlSheet : IControlSheet
{
    private double _tightestLimit;

    /// <summary>Bits of the controls that were looked at, by number within the group of 64.</summary>
    public ulong Evaluated;

    public ulong Failed;

    /// <summary>Of the controls with a limit the one that is used most.</summary>
    public RiskControl Tightest;

    public double TightestValue;

    public readonly ulong Held => Evaluated & ~Failed;

    /// <summary>What part of the limit the tightest control uses, in thousandths, at most 65535.</summary>
    public readonly ushort TightestUsePerMille =>
        Tightest == RiskControl.None ? (ushort)0 : (ushort)Math.Min(1000 * TightestValue / _tightestLimit, ushort.MaxValue);

    public void Holds(RiskControl control, bool holds)
    {
        var bit = 1UL << ((int)control & 63);
        Evaluated |= bit;
        Failed |= holds ? 0 : bit;
    }

    /// <param name="control">Which.</param>
    /// <param name="value">Not negative where its use is to be told.</param>
    /// <param name="limit">Not negative.</param>
    public void AtMost(RiskControl control, double value, double limit)
    {
        Holds(control, value <= limit);

        // value / limit > tightest value / tightest limit, without a division.
        if (limit > 0 && value >= 0 && (Tightest == RiskControl.None || value * _tightestLimit > TightestValue * limit))
        {
            Tightest = control;
            TightestValue = value;
            _tightestLimit = limit;
        }
    }

    /// <summary>Of two sheets the one with the tightest control.</summary>
    public static ref readonly ControlSheet Tighter(in ControlSheet left, in ControlSheet right)
    {
        if (left.TightestValue * right._tightestLimit > right.TightestValue * left._tightestLimit)
        {
            return ref left;
        }

        return ref right;
    }

    /// <summary>The first failed control of a mask, with <paramref name="group"/> added to its bit; None if none failed.</summary>
    public readonly RiskControl FirstFailed(ulong mask, int group)
    {
        var failed = Failed & mask;
        return failed == 0 ? RiskControl.None : (RiskControl)(group + BitOperations.TrailingZeroCount(failed));
    }
}
