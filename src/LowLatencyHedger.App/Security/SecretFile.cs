using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace LowLatencyHedger.App.Security;

/// <summary>
/// Reads a secret from a file, and only from one that nobody else could have read or put there: a regular file, no link, of this process's
/// user, mode 0600 or 0400, in a directory in which others may not write. Files of the service manager's credentials directory
/// (<c>$CREDENTIALS_DIRECTORY</c>) may belong to root and be readable through an access list, as systemd makes them.
/// </summary>
internal static class SecretFile
{
    /// <summary>Stands for the directory that the service manager hands to this service.</summary>
    public const string CredentialsVariable = "CREDENTIALS_DIRECTORY";

    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Null when it was read; otherwise what was expected instead of what is there. Never says anything of the content.</summary>
    public static string? TryRead(string path, int maxLength, out Secret? secret)
    {
        secret = null;
        var isManaged = path.StartsWith($"${CredentialsVariable}/", StringComparison.Ordinal);
        if (isManaged)
        {
            if (Environment.GetEnvironmentVariable(CredentialsVariable) is not { Length: > 0 } directory)
            {
                return $"a service manager that sets {CredentialsVariable} (LoadCredential= of systemd)";
            }

            path = Path.Combine(directory, path[(CredentialsVariable.Length + 2)..]);
        }

        try
        {
            path = Path.GetFullPath(path);
            if (ProblemOf(path, isManaged) is { } problem)
            {
                return problem;
            }

            using var handle = File.OpenHandle(path);
            if (OperatingSystem.IsLinux() && NativeFile.Describe(handle) != NativeFile.Describe(path))
            {
                return "a file that is not being replaced";
            }

            return ReadAll(handle, maxLength, out secret);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "a readable file";
        }
    }

    private static string? ProblemOf(string path, bool isManaged)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        if (NativeFile.Describe(path) is not { } file || NativeFile.Describe(Path.GetDirectoryName(path) ?? "/") is not { } directory)
        {
            return "a readable file";
        }

        if (!file.IsRegular)
        {
            return file.IsLink ? "a regular file, no symbolic link" : "a regular file";
        }

        var ownerIsRight = file.Owner == NativeFile.EffectiveUser || (isManaged && file.Owner == 0);
        if (!ownerIsRight)
        {
            return "a file that belongs to the user who runs this program";
        }

        var allowed = isManaged ? OwnerOnly | UnixFileMode.GroupRead : OwnerOnly;
        if ((file.Mode & ~allowed) != 0)
        {
            return "a file that only its owner can read (mode 0600 or 0400)";
        }

        return (directory.Mode & WritableByOthers) != 0 ? "a file in a directory that only its owner can write to" : null;
    }

    private static string? ReadAll(SafeFileHandle handle, int maxLength, out Secret? secret)
    {
        const int Surroundings = 64;
        secret = null;
        var whole = GC.AllocateArray<byte>(maxLength + Surroundings, pinned: true);
        var length = 0;
        int read;
        while (length < whole.Length && (read = RandomAccess.Read(handle, whole.AsSpan(length), length)) > 0)
        {
            length += read;
        }

        var trimmed = whole.AsSpan(0, length).Trim(" \r\n\t"u8);
        if (trimmed.Length == 0 || trimmed.Length > maxLength)
        {
            CryptographicOperations.ZeroMemory(whole);
            return $"a file of 1 to {maxLength} bytes";
        }

        secret = Secret.Take(trimmed);
        return null;
    }
}
