namespace LowLatencyHedger.Transport;

/// <summary>How far the server's answer to the upgrade request has come.</summary>
internal enum UpgradeResult : byte
{
    Incomplete,
    Accepted,
    Refused,
    Invalid,
}
