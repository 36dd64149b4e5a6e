using System.Globalization;
using System.Linq;
using System.Resources;

namespace PartnerCenter.Qualifications;

/// <summary>
/// The recommended action for a failure: the name of a text, and its arguments.
/// </summary>
/// <remarks>
/// The client names the text. The client's own text applies to any program. The module can have a text of the same name that names a cmdlet or a parameter.
/// </remarks>
internal sealed class Advice
{
    private readonly string _name;
    private readonly object?[] _arguments;

    private Advice(string name, object?[] arguments)
    {
        _name = name;
        _arguments = arguments;
    }

    /// <summary>Returns the advice with this name in <see cref="Messages"/>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="arguments">The arguments of the text. An advice among them is shown as its text.</param>
    public static Advice Of(string name, params object?[] arguments) => new(name, arguments);

    /// <summary>Returns the text.</summary>
    /// <param name="texts">Texts that replace those in <see cref="Messages"/>, or null for none.</param>
    public string Format(ResourceManager? texts = null)
    {
        var format = texts?.GetString(_name, CultureInfo.CurrentUICulture) ?? Messages.ResourceManager.GetString(_name, CultureInfo.CurrentUICulture)!;
        var arguments = _arguments.Select(argument => argument is Advice advice ? advice.Format(texts) : argument).ToArray();
        return arguments.Length == 0 ? format : string.Format(CultureInfo.CurrentCulture, format, arguments);
    }
}
