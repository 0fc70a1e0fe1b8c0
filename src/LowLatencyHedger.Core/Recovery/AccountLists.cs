namespace LowLatencyHedger.Core.Recovery;

/// <summary>What the lists of an <see cref="AccountState"/> are made in. Cold.</summary>
internal sealed class AccountLists
{
    public List<AccountState.PositionOf> Positions { get; } = [];

    public List<AccountState.FillOf> Fills { get; } = [];

    public List<AccountState.OrderOf> Orders { get; } = [];

    public void Reserve(int entries)
    {
        Positions.EnsureCapacity(entries);
        Fills.EnsureCapacity(entries);
    }

    public void Clear()
    {
        Positions.Clear();
        Fills.Clear();
        Orders.Clear();
    }
}
